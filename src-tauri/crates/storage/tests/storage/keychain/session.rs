//! A session with a keyring of its own, and a process in it that asks for secrets.

use std::{
    env,
    io::{BufRead, BufReader, Lines, Write},
    process::{ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

#[path = "../../../../../../tests/support/session.rs"]
mod shared;

pub use shared::{Running, Session};

impl Running {
    /// Stops it for a while, or lets it go on.
    pub fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Session {
    /// A process that asks for secrets.
    pub fn asker(&self) -> Asker {
        let mut asker = self.command(env::current_exe().unwrap());
        asker.args(["--exact", "keychain::answering", "--nocapture", "--test-threads=1"]);
        let mut asker = asker
            .env("SHOWRUNNER_TEST_KEYCHAIN", self.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(asker.stdout.take().unwrap()).lines();
        Asker { questions: asker.stdin.take().unwrap(), lines, _process: Running(asker) }
    }
}

/// A process that asks for secrets.
pub struct Asker {
    questions: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Running,
}

impl Asker {
    /// What it is answered.
    pub fn ask(&mut self, question: &str) -> String {
        writeln!(self.questions, "{question}").unwrap();
        let mut lines = self.lines.by_ref().map_while(Result::ok);
        lines.find_map(|line| line.strip_prefix("> ").map(String::from)).expect("it answers")
    }

    /// Asks until it is answered so: a keyring takes a moment to come and to go.
    pub fn ask_until(&mut self, question: &str, expected: &str) {
        let began = Instant::now();
        loop {
            let answer = self.ask(question);
            if answer.starts_with(expected) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{question}: {answer}, not {expected}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}
