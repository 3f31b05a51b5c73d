//! A home that logs in at a rehearsal, by a scripted browser.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rehearsal::{Endpoint, Rehearsal, Script};
use serde_json::Value as Json;
use showrunner_tests::{
    browser,
    cli::{Home, Said},
    session::{Running, Session},
};

/// A home, a rehearsal, and where secrets are kept.
pub struct Stage {
    pub home: Home,
    pub server: Rehearsal,
    _keyring: Option<Running>,
    pub session: Session,
    /// `--secrets FILE`, if not in the keyring.
    secrets: Option<&'static str>,
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub fn new(
        session: Session,
        keyring: Option<bool>,
        secrets: Option<&'static str>,
        script: Script,
    ) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let server = {
            let _inside = runtime.enter();
            Rehearsal::start(script).expect("a port is free")
        };
        let keyring = keyring.map(|unlocked| session.keyring(unlocked));
        Self { home: Home::new(), server, session, _keyring: keyring, secrets, _runtime: runtime }
    }

    /// With secrets in a file: where the keychain is not what is tried.
    pub fn plain(script: Script) -> Self {
        Self::new(Session::bare(), None, Some("secrets.json"), script)
    }

    /// The same, with secrets kept in that file; none: in the keyring.
    pub fn keeping(self, secrets: Option<&'static str>) -> Self {
        Self { secrets, ..self }
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut line = vec!["--json"];
        line.extend(words);
        let takes = ["login", "logout", "keys", "publish"].contains(&words[0]);
        if let Some(file) = self.secrets.filter(|_| takes) {
            line.extend(["--secrets", file]);
        }
        let mut command = self.home.command(&line);
        command.env("DBUS_SESSION_BUS_ADDRESS", self.session.address());
        command
    }

    pub fn ask(&self, words: &[&str]) -> Said {
        Said::of(&mut self.command(words))
    }

    /// Asks until it is answered without that error: a keyring takes a moment to come.
    pub fn ask_past(&self, error: &str, ask: impl Fn() -> Said) -> Said {
        let began = Instant::now();
        loop {
            let said = ask();
            let over = said.code == 0 || said.json()["error"]["code"] != error;
            if over || began.elapsed() > Duration::from_secs(60) {
                return said;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Keeps the rehearsal's app keys.
    pub fn keys(&self) -> Said {
        let url = self.server.base_url();
        let mut command = self.command(&["keys", "set", &self.server.client_key(), "--server", &url]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let secret = self.server.client_secret() + "\n";
        child.stdin.take().expect("it is piped").write_all(secret.as_bytes()).expect("it reads");
        Said::from(child.wait_with_output().expect("it ends"))
    }

    /// Begins a login, and says where the browser is to go.
    pub fn begin(&self, more: &[&str]) -> (String, Waiting) {
        let url = self.server.base_url();
        let mut words = vec!["login", "--no-browser", "--server", &url];
        words.extend(more);
        Waiting::begin(&mut self.command(&words))
    }

    pub fn log_in(&self, link: &str, more: &[&str]) -> Json {
        let (url, waiting) = self.begin(more);
        let page = browser::consent(&url, link);
        assert!(page.status == 200 && page.text.contains("You are logged in"), "{page:#?}");
        waiting.ends().fine()["account"].clone()
    }

    pub fn accounts(&self) -> Vec<Json> {
        self.ask(&["accounts"]).fine()["accounts"].as_array().expect("a list").clone()
    }

    pub fn asked(&self, endpoint: Endpoint) -> u32 {
        self.server.shown().asked.get(&endpoint).copied().unwrap_or_default()
    }
}

/// A login that waits for the browser.
pub struct Waiting {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Waiting {
    /// Begins a login with that command, and says where the browser is to go.
    pub fn begin(command: &mut Command) -> (String, Self) {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("it speaks");
        let told: Json = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        (told["url"].as_str().expect("an address").to_owned(), Self { child, out })
    }

    pub fn ends(mut self) -> Said {
        let mut text = String::new();
        self.out.read_to_string(&mut text).expect("it speaks UTF-8");
        let mut complaint = String::new();
        let said = self.child.stderr.take().expect("it is piped").read_to_string(&mut complaint);
        said.expect("it speaks UTF-8");
        let code = self.child.wait().expect("it ends").code().unwrap_or(-1);
        Said { code, text, complaint }
    }
}

/// A series of one that is sold and one teaser, that goes to the inbox.
pub fn sent(home: &Home, name: &str, first: u64) -> String {
    // The pictures of these clips are tiny and slow.
    std::fs::create_dir_all(home.data().join("rules")).expect("the folder is ours");
    let rules = "[api.px]\non = false\n\n[api.fps]\non = false\n";
    std::fs::write(home.data().join("rules/tiny.toml"), rules).expect("the folder is ours");
    let files = [first, first + 1].map(|number| home.lesson(&format!("{name}/Lesson {number}.mp4"), number));
    let id = home.series(name, &files);
    home.offer(&id);
    home.ask(&["send", &id, "2", "--to", "tiktok-draft"]).fine();
    id
}
