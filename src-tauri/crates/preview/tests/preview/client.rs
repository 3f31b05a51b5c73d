//! The plainest client there is: it sends what it is told and shows what came back.

use std::{collections::BTreeMap, fs, path::PathBuf};

use preview::Preview;
use series::ClipId;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use uuid::Uuid;

/// A running server with folders of its own.
pub struct Served {
    pub preview: Preview,
    pub folder: TempDir,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// The clip of that number.
pub fn id(number: u128) -> ClipId {
    ClipId::new(Uuid::from_u128(number))
}

impl Served {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("pictures")).unwrap();
        let preview = Preview::start(folder.path().join("cache"), folder.path().join("pictures")).unwrap();
        Self { preview, folder }
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        self.preview.url().strip_prefix("http://").unwrap().split_once('/').unwrap().0
    }

    pub fn token(&self) -> &str {
        self.preview.url().rsplit_once('/').unwrap().1
    }

    /// Writes a file and registers it as the clip of that number.
    pub fn put(&self, number: u128, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let fingerprint = media::fingerprint(&path).unwrap();
        self.preview.register(id(number), path.clone(), fingerprint);
        path
    }

    /// Asks for a path below the token.
    pub async fn ask(&self, method: &str, below: &str, headers: &[(&str, &str)]) -> Answer {
        let target = format!("/{}{below}", self.token());
        let headers: Vec<_> = [("Host", self.address())].into_iter().chain(headers.iter().copied()).collect();
        self.ask_exactly(method, &target, &headers).await
    }

    /// Asks for exactly that.
    pub async fn ask_exactly(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        let mut socket = TcpStream::connect(self.address()).await.unwrap();
        socket.write_all(format!("{request}\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.unwrap();
        read(&answer)
    }

    pub async fn get(&self, below: &str) -> Answer {
        self.ask("GET", below, &[]).await
    }

    /// Asks for bytes of the clip of that number.
    pub async fn range(&self, number: u128, range: &str) -> Answer {
        self.ask("GET", &format!("/clip/{}", id(number)), &[("Range", range)]).await
    }
}

fn read(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Answer { status, headers, body: answer[end + 4..].to_vec() }
}
