//! The same rounds through another transport: tus, at a server that holds nothing of what it takes.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use publish::{Held, Net, NetError, Open, Reach, Resumable, tus};
use serde_json::json;
use series::{ChunkPlan, Posting, Secret, Stage as Stands, Target, Why};
use url::Url;

use super::{
    super::door::{Door, Place, Seen},
    Stage,
};

/// A server that takes every part of a file of so many bytes, and says that it holds none of it.
struct Forgets {
    url: Url,
    received: Arc<AtomicU64>,
}

impl Forgets {
    fn file_of(bytes: u64) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let url = format!("http://{}/upload", listener.local_addr().expect("it listens"));
        let received = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&received);
        thread::spawn(move || {
            for line in listener.incoming().flatten() {
                answer(line, bytes, &counted);
            }
        });
        Self { url: url.parse().expect("an address"), received }
    }
}

/// Counts what comes with one question, and answers it.
fn answer(line: TcpStream, bytes: u64, received: &AtomicU64) {
    let mut line = BufReader::new(line);
    let mut length = 0;
    loop {
        let mut said = String::new();
        if line.read_line(&mut said).is_err() || said.trim().is_empty() {
            break;
        }
        let told = said.to_ascii_lowercase();
        let told = told.strip_prefix("content-length:").and_then(|told| told.trim().parse().ok());
        length = told.unwrap_or(length);
    }
    if line.read_exact(&mut vec![0; length]).is_ok() {
        received.fetch_add(length as u64, Ordering::Relaxed);
    }
    let told = format!("Upload-Offset: 0\r\nUpload-Length: {bytes}\r\nConnection: close");
    // Whoever hung up hears nothing.
    let _ = write!(line.get_mut(), "HTTP/1.1 204 No Content\r\n{told}\r\n\r\n");
}

/// That server as a door.
struct AtTus {
    net: Net,
    address: Secret,
}

impl AtTus {
    fn at(&self, address: &Secret, bytes: u64) -> Result<tus::Upload<Open>, NetError> {
        tus::Upload::at(self.net.clone(), Open, address, bytes)
    }
}

impl Door for AtTus {
    type Upload = tus::Upload<Open>;

    async fn reserve(&self, posting: &Posting, now_ms: i64) -> Result<Place, NetError> {
        let plan = ChunkPlan::in_chunks(posting.file.bytes, 10).expect("it is not empty");
        let address = Secret::new(self.address.expose());
        Ok(Place { ticket: "upload".into(), plan, address, until_ms: now_ms + 3_600_000 })
    }

    fn upload(&self, _: &str, plan: ChunkPlan, address: &Secret) -> Result<Self::Upload, NetError> {
        self.at(address, plan.size)
    }

    async fn answers(&self) -> Result<(), NetError> {
        Ok(())
    }

    async fn status(&self, posting: &Posting, _: &str) -> Result<Seen, NetError> {
        Ok(match self.at(&self.address, posting.file.bytes)?.held().await? {
            Held::Bytes(bytes) => Seen::Holds(bytes),
            Held::All => Seen::Works,
        })
    }
}

#[tokio::test]
async fn a_server_that_holds_nothing_of_what_it_takes_gets_three_parts_of_each_file() {
    let stage = Stage::set(&json!({})).await;
    stage.plan(&[Target::Peertube; 2], Some(40)).await;
    let server = Forgets::file_of(40);
    let net = Net::new(Reach::only(&server.url).unwrap(), stage.studio.witness()).unwrap();
    let door = AtTus { net, address: Secret::new(server.url.as_str()) };
    stage.ended(stage.begun_at(door, Stage::draft(), true)).await.unwrap();
    for standing in stage.standings().await {
        let Stands::Refused { refused } = standing.stage else { panic!("{standing:?}") };
        assert_eq!(refused.why, Why::TakesNothing);
    }
    assert_eq!(server.received.load(Ordering::Relaxed), 2 * 3 * 10);
}
