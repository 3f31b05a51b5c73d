//! uploadx and tus: whole, broken off, begun again, gone.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use publish::{Connection, Held, Net, NetError, Open, Patience, Reach, Resumable, Source, Witness};
use serde_json::{Value, json};
use series::{ChunkPlan, Secret};
use showrunner_tests::servers::Server;
use tempfile::TempDir;
use url::Url;

/// Bytes of the file, and of a chunk of it.
const BYTES: u64 = 10_000_003;
const CHUNK: u64 = 1_000_000;

/// Nobody listens.
struct Nobody;

impl Witness for Nobody {
    fn seen(&self, _: Connection) {}
}

/// One of the servers, with a file to send to it.
struct Stage {
    server: Server,
    net: Net,
    protocol: Protocol,
    folder: TempDir,
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Protocol {
    Uploadx,
    Tus,
}

const BOTH: [Protocol; 2] = [Protocol::Uploadx, Protocol::Tus];

/// An upload of either kind.
enum Upload {
    Uploadx(publish::uploadx::Upload<Open>),
    Tus(publish::tus::Upload<Open>),
}

impl Upload {
    async fn held(&self) -> Result<Held, NetError> {
        match self {
            Self::Uploadx(upload) => upload.held().await,
            Self::Tus(upload) => upload.held().await,
        }
    }

    async fn send(&self, range: std::ops::Range<u64>, source: &Source) -> Result<Held, NetError> {
        match self {
            Self::Uploadx(upload) => upload.send(range, source).await,
            Self::Tus(upload) => upload.send(range, source).await,
        }
    }

    /// Sends what the server does not take. It may hang up before it has read all of that, and its answer is
    /// lost: then it is asked, as publishing does.
    async fn send_refused(&self, range: std::ops::Range<u64>, source: &Source) -> Result<Held, NetError> {
        match self.send(range, source).await {
            Err(error) if error.is_retryable() => self.held().await,
            told => told,
        }
    }

    /// Goes on from there until the server has all of it: how many bytes were sent.
    async fn send_all(&self, mut held: Held, source: &Source) -> u64 {
        let mut sent = 0;
        while let Held::Bytes(bytes) = held {
            let range = plan().after(bytes).expect("there is more");
            sent += range.end - range.start;
            held = self.send(range, source).await.expect("the server takes it");
        }
        sent
    }
}

fn plan() -> ChunkPlan {
    ChunkPlan { size: BYTES, chunk: CHUNK, count: 10 }
}

impl Stage {
    fn set(protocol: Protocol, options: Value) -> Self {
        let server = Server::of_uploads(options);
        let reach = Reach::only(&server.url().parse().expect("an address")).expect("it is here");
        let seconds = Duration::from_secs;
        let patience = Patience { connect: seconds(2), idle: seconds(5), answer: seconds(5) };
        let net = Net::patient(reach, Arc::new(Nobody), patience, publish::now_ms).expect("a client");
        let folder = tempfile::tempdir().expect("room");
        let path = folder.path().join("episode.mp4");
        let content: Vec<_> = (0..BYTES).map(|n| (n % 251) as u8 ^ (n >> 12) as u8).collect();
        fs::write(&path, content).expect("the folder is ours");
        let source = Source::new(path, BYTES, "video/mp4");
        Self { server, net, protocol, folder, source }
    }

    /// One that has the first chunk, at its place.
    async fn begun(protocol: Protocol) -> (Self, Secret, Upload) {
        let stage = Self::set(protocol, json!({}));
        let place = stage.reserved().await.expect("a place");
        let upload = stage.upload(&place);
        upload.send(0..CHUNK, &stage.source).await.expect("the server takes it");
        (stage, place, upload)
    }

    async fn reserved(&self) -> Result<Secret, NetError> {
        self.reserved_saying(&"a".repeat(3)).await
    }

    async fn reserved_saying(&self, name: &str) -> Result<Secret, NetError> {
        let endpoint =
            |path: &str| format!("{}{path}", self.server.url()).parse::<Url>().expect("an address");
        match self.protocol {
            Protocol::Uploadx => {
                let said = json!({ "name": name, "lastModified": 7 });
                let file = (BYTES, "video/mp4");
                publish::uploadx::reserve(&self.net, &Open, &endpoint("/uploadx"), file, &said).await
            }
            Protocol::Tus => {
                let said = [("filename", name), ("filetype", "video/mp4")];
                publish::tus::create(&self.net, &Open, &endpoint("/tus"), BYTES, &said).await
            }
        }
    }

    fn upload(&self, place: &Secret) -> Upload {
        let net = self.net.clone();
        match self.protocol {
            Protocol::Uploadx => {
                Upload::Uploadx(publish::uploadx::Upload::at(net, Open, place, BYTES).expect("an address"))
            }
            Protocol::Tus => {
                Upload::Tus(publish::tus::Upload::at(net, Open, place, BYTES).expect("an address"))
            }
        }
    }

    /// The one file the server has, whole or not.
    fn arrived(&self) -> PathBuf {
        let folder =
            self.server.folder().join(if self.protocol == Protocol::Tus { "tus" } else { "uploadx" });
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let notes = |path: &PathBuf| path.extension().is_some_and(|end| end == "json" || end == "META");
        let mut files: Vec<_> = files.filter(|path| !notes(path)).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.remove(0)
    }

    fn is_whole(&self) -> bool {
        fs::read(self.arrived()).expect("a file") == fs::read(self.source.path()).expect("a file")
    }
}

fn code(answer: Result<Held, NetError>) -> String {
    match answer {
        Err(NetError::Refused(refused)) => refused.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_arrives_whole_in_its_chunks() {
    for protocol in BOTH {
        let stage = Stage::set(protocol, json!({}));
        let place = stage.reserved().await.unwrap();
        assert!(place.expose().starts_with(&stage.server.url()), "{protocol:?}");
        let upload = stage.upload(&place);
        assert_eq!(upload.held().await.unwrap(), Held::Bytes(0), "{protocol:?}");
        assert_eq!(upload.send(0..CHUNK, &stage.source).await.unwrap(), Held::Bytes(CHUNK), "{protocol:?}");
        assert_eq!(upload.held().await.unwrap(), Held::Bytes(CHUNK), "{protocol:?}");
        assert_eq!(upload.send_all(Held::Bytes(CHUNK), &stage.source).await, BYTES - CHUNK);
        assert_eq!(upload.held().await.unwrap(), Held::All, "{protocol:?}");
        assert!(stage.is_whole(), "{protocol:?}");
    }
}

#[tokio::test]
async fn broken_off_in_a_chunk_it_goes_on_where_the_server_is() {
    for protocol in BOTH {
        let (stage, place, upload) = Stage::begun(protocol).await;
        // A long chunk, broken off early. What the system holds of the connection may arrive all the same.
        let cut = stage.folder.path().join("cut.mp4");
        fs::copy(stage.source.path(), &cut).unwrap();
        let shorter = Source::new(&cut, BYTES, "video/mp4");
        let sending = upload.send(CHUNK..BYTES - 1, &shorter);
        let broken = async {
            while shorter.sent() <= CHUNK {
                tokio::time::sleep(Duration::from_micros(200)).await;
            }
        };
        tokio::select! {
            biased;
            () = broken => {}
            _ = sending => panic!("{protocol:?}: it was not broken off"),
        }
        let Held::Bytes(held) = upload.held().await.unwrap() else { panic!("{protocol:?}: all of it") };
        assert!(held >= CHUNK, "{protocol:?}: {held}");
        // Another process, later: nothing that the server has is sent again.
        let upload = stage.upload(&place);
        let sent = upload.send_all(upload.held().await.unwrap(), &stage.source).await;
        assert!(sent <= BYTES - held, "{protocol:?}: {sent} of {BYTES}, {held} were there");
        assert!(stage.is_whole(), "{protocol:?}");
    }
}

#[tokio::test]
async fn a_server_that_was_restarted_still_has_it() {
    for protocol in BOTH {
        let (mut stage, _, upload) = Stage::begun(protocol).await;
        stage.server.stop();
        let error = upload.send(CHUNK..2 * CHUNK, &stage.source).await.unwrap_err();
        assert!(error.is_retryable(), "{protocol:?}: {error:?}");
        stage.server.go_on();
        assert_eq!(upload.held().await.unwrap(), Held::Bytes(CHUNK), "{protocol:?}");
        upload.send_all(Held::Bytes(CHUNK), &stage.source).await;
        assert!(stage.is_whole(), "{protocol:?}");
        assert_eq!(upload.held().await.unwrap(), Held::All, "{protocol:?}");
    }
}

#[tokio::test]
async fn a_server_killed_before_it_said_so_is_waked_by_the_last_byte() {
    let (mut stage, _, upload) = Stage::begun(Protocol::Uploadx).await;
    // All bytes are on its disk, and it died before it noted that.
    stage.server.stop();
    fs::copy(stage.source.path(), stage.arrived()).unwrap();
    stage.server.go_on();
    assert_eq!(upload.held().await.unwrap(), Held::Bytes(BYTES - 1));
    assert_eq!(upload.send_all(Held::Bytes(BYTES - 1), &stage.source).await, 1);
    assert!(stage.is_whole());
}

#[tokio::test]
async fn a_wrong_place_in_the_file_is_set_right_by_the_server() {
    let (stage, _, upload) = Stage::begun(Protocol::Tus).await;
    assert_eq!(upload.send_refused(2 * CHUNK..3 * CHUNK, &stage.source).await.unwrap(), Held::Bytes(CHUNK));
    assert_eq!(upload.send_refused(0..CHUNK, &stage.source).await.unwrap(), Held::Bytes(CHUNK));
    assert_eq!(upload.send_all(Held::Bytes(CHUNK), &stage.source).await, BYTES - CHUNK);
    assert!(stage.is_whole());
}

#[tokio::test]
async fn an_upload_that_is_forgotten_is_gone_and_can_be_forgotten_again() {
    let (stage, _, upload) = Stage::begun(Protocol::Uploadx).await;
    let Upload::Uploadx(begun) = &upload else { panic!("it is one") };
    let arrived = stage.arrived();
    begun.forget().await.unwrap();
    assert!(!arrived.exists(), "nothing of it lies there");
    assert_eq!(code(upload.held().await), "HTTP 404");
    begun.forget().await.unwrap();
}

#[tokio::test]
async fn an_upload_that_is_gone_is_refused_for_good() {
    for protocol in BOTH {
        let (mut stage, place, upload) = Stage::begun(protocol).await;
        stage.server.stop();
        let folder = stage.arrived().parent().unwrap().to_owned();
        for entry in fs::read_dir(folder).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        stage.server.go_on();
        assert_eq!(code(upload.held().await), "HTTP 404", "{protocol:?}");
        let error = upload.send_refused(CHUNK..2 * CHUNK, &stage.source).await.unwrap_err();
        assert!(!error.is_retryable() && !error.is_ambiguous(), "{protocol:?}: {error:?}");
        let shown = format!("{error} {error:?}");
        let secret = place.expose().rsplit(['/', '=']).next().unwrap();
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[tokio::test]
async fn odd_names_and_large_ones_are_taken_or_refused_plainly() {
    for protocol in BOTH {
        let stage = Stage::set(protocol, json!({}));
        for name in ["", "Du pain, « 🍞 »", &"é".repeat(200)] {
            let place = stage.reserved_saying(name).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            let held = stage.upload(&place).held().await;
            // uploadx gives what has no name a place that it does not take anything at.
            if name.is_empty() && protocol == Protocol::Uploadx {
                assert_eq!(code(held), "HTTP 403");
            } else {
                assert_eq!(held.unwrap(), Held::Bytes(0), "{name}");
            }
        }
        // Larger than any server takes in its headers, or than this one takes as a name.
        let error = stage.reserved_saying(&"n".repeat(6_000_000)).await.unwrap_err();
        assert!(!format!("{error}").is_empty(), "{protocol:?}");
    }
}

#[tokio::test]
async fn a_slow_server_is_waited_for_and_a_dead_one_is_not() {
    for protocol in BOTH {
        let stage = Stage::set(protocol, json!({ "slow": 400 }));
        let place = stage.reserved().await.unwrap();
        let upload = stage.upload(&place);
        assert_eq!(upload.send(0..CHUNK, &stage.source).await.unwrap(), Held::Bytes(CHUNK), "{protocol:?}");
        let quick = Patience {
            idle: Duration::from_millis(150),
            answer: Duration::from_millis(150),
            ..Patience::default()
        };
        let reach = Reach::only(&stage.server.url().parse().unwrap()).unwrap();
        let net = Net::patient(reach, Arc::new(Nobody), quick, publish::now_ms).unwrap();
        let hasty = Stage { net, ..stage };
        let error = hasty.upload(&place).held().await.unwrap_err();
        assert!(matches!(error, NetError::TimedOut { .. }), "{protocol:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_place_elsewhere_is_not_called() {
    let stage = Stage::set(Protocol::Tus, json!({}));
    let elsewhere = Secret::new("http://127.0.0.1:9/tus/1");
    let error = stage.upload(&elsewhere).held().await.unwrap_err();
    assert!(matches!(error, NetError::Forbidden { .. }), "{error:?}");
}
