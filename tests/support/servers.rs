//! Servers that are not ours, for tests: the real ones of uploadx and tus, and a stand-in for PeerTube whose
//! uploads are uploadx's. Each is a process of Node that ends with the test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use serde_json::{Value, json};
use xtask::House;

use crate::folder::Folder;

/// A running server, and what it keeps.
#[derive(Debug)]
pub struct Server {
    script: &'static str,
    options: Value,
    folder: Folder,
    port: u16,
    /// None while it is stopped.
    process: Option<Child>,
}

impl Server {
    /// The real servers of uploadx (below `/uploadx`) and of tus (below `/tus`).
    #[must_use]
    pub fn of_uploads(options: Value) -> Self {
        Self::start(include_str!("../servers/uploads.mjs"), options)
    }

    /// The stand-in for PeerTube. Its user is `mary`, her password `correct horse`, her second factor, where
    /// the options ask for one, `123456`.
    #[must_use]
    pub fn of_peertube(options: Value) -> Self {
        Self::start(include_str!("../servers/peertube.mjs"), options)
    }

    fn start(script: &'static str, options: Value) -> Self {
        let folder = Folder::new("showrunner-server-");
        for below in ["uploads", "uploadx", "tus"] {
            std::fs::create_dir(folder.path().join(below)).expect("the folder is ours");
        }
        let mut server = Self { script, options, folder, port: 0, process: None };
        server.go_on();
        server
    }

    /// Where it listens: `http://127.0.0.1:4000`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it keeps.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the stand-in for PeerTube has: its videos, playlists, and the chunks that came.
    ///
    /// # Panics
    /// If it does not answer.
    #[must_use]
    pub fn world(&self) -> Value {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        line.write_all(b"GET /world HTTP/1.0\r\n\r\n").expect("it listens");
        let mut said = String::new();
        line.read_to_string(&mut said).expect("it answers");
        serde_json::from_str(said.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
    }

    /// Kills it where it stands.
    ///
    /// # Panics
    /// If the system does not let it.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it is ours");
            process.wait().expect("it is ours");
        }
    }

    /// Starts it again at the same place, with what it kept.
    ///
    /// # Panics
    /// If it does not start.
    pub fn go_on(&mut self) {
        let mut options = self.options.clone();
        options["folder"] = json!(self.folder.path());
        options["port"] = json!(self.port);
        // A script that comes as an argument finds its packages from the folder it is started in; it ends when
        // its standard input does, that is with us.
        let mut process = Command::new("node")
            .current_dir(installed())
            .args(["--input-type=module", "--eval", self.script, "--", &options.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is here");
        let mut line = String::new();
        let out = process.stdout.take().expect("it was asked for");
        BufReader::new(out).read_line(&mut line).expect("it says where it listens");
        self.port = line.trim().parse().expect("a port");
        self.process = Some(process);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The names of the videos of a [`Server::world`], as they came.
///
/// # Panics
/// If there is no such list.
#[must_use]
pub fn names(world: &Value) -> Vec<&str> {
    let videos = world["videos"].as_array().expect("a list").iter();
    videos.map(|video| video["name"].as_str().expect("a name")).collect()
}

/// The names of the videos in the one playlist of a [`Server::world`], in order.
///
/// # Panics
/// If there are more playlists, or none.
#[must_use]
pub fn playlist(world: &Value) -> Vec<String> {
    let playlists = world["playlists"].as_array().expect("a list");
    assert_eq!(playlists.len(), 1, "{playlists:?}");
    let videos = world["videos"].as_array().expect("a list");
    let name = |element: &Value| {
        let video = videos.iter().find(|video| video["uuid"] == *element).expect("it is there");
        video["name"].as_str().expect("a name").to_owned()
    };
    playlists[0]["elements"].as_array().expect("a list").iter().map(name).collect()
}

/// Where the servers' packages are, installed if they are not yet.
fn installed() -> &'static Path {
    static INSTALLED: OnceLock<std::path::PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| xtask::node::servers(&House::here()).expect("npm installs the servers"))
}
