//! A session of its own: a private bus, a real keyring on it, and a process that asks for secrets. Nothing
//! of the person's own session can be reached from it.

use std::{
    env, fs,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A bus on which nothing starts by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SOCKET</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

/// A program that ends with the test.
pub struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    /// Stops it for a while, or lets it go on.
    pub fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folders of a session, and its bus.
pub struct Session {
    bus: Option<Running>,
    folder: tempfile::TempDir,
}

impl Session {
    /// One without a bus.
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for below in ["home", "run", "one", "two"] {
            fs::create_dir(folder.path().join(below)).unwrap();
        }
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(folder.path().join("run"), private).unwrap();
        Self { bus: None, folder }
    }

    /// One with a bus; none where the system has no bus and no keyring to start.
    pub fn start() -> Option<Self> {
        let there = |program: &str| {
            let paths = env::var_os("PATH").unwrap_or_default();
            env::split_paths(&paths).any(|folder| folder.join(program).is_file())
        };
        if !there("dbus-daemon") || !there("gnome-keyring-daemon") {
            println!("skipped: this system has no keyring to start (`cargo xtask setup` installs it)");
            return None;
        }
        let mut session = Self::bare();
        let socket = session.path("run/bus");
        fs::write(session.path("bus.conf"), BUS.replace("SOCKET", socket.to_str().unwrap())).unwrap();
        let mut bus = session.command("dbus-daemon");
        bus.arg("--nofork").arg("--config-file").arg(session.path("bus.conf"));
        session.bus = Some(Running::start(bus.stdout(Stdio::null()).stderr(Stdio::null())));
        let began = Instant::now();
        while !socket.exists() {
            assert!(began.elapsed() < Duration::from_secs(10), "no bus");
            thread::sleep(Duration::from_millis(5));
        }
        Some(session)
    }

    /// A keyring, unlocked, or locked since nobody types its password.
    pub fn keyring(&self, unlocked: bool) -> Running {
        let mut keyring = self.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--components=secrets"]);
        if unlocked {
            keyring.arg("--unlock");
        }
        let mut keyring = keyring.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        keyring = keyring.env("DBUS_SESSION_BUS_ADDRESS", self.address());
        let mut keyring = Running::start(keyring);
        keyring.0.stdin.take().unwrap().write_all(b"test-password").unwrap();
        keyring
    }

    /// A process that asks for secrets.
    pub fn asker(&self) -> Asker {
        let mut asker = self.command(env::current_exe().unwrap());
        asker.args(["--exact", "keychain::answering", "--nocapture", "--test-threads=1"]);
        let mut asker = asker
            .env("SHOWRUNNER_TEST_KEYCHAIN", self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(asker.stdout.take().unwrap()).lines();
        Asker { questions: asker.stdin.take().unwrap(), lines, _process: Running(asker) }
    }

    /// A folder or file of the session.
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.path("run/bus").display())
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path("home")).env("XDG_RUNTIME_DIR", self.path("run"));
        command.env("XDG_DATA_HOME", self.path("home/data")).env("LANG", "C.UTF-8");
        if self.bus.is_some() {
            command.env("DBUS_SESSION_BUS_ADDRESS", self.address());
        }
        command
    }

    /// Does any file of the keyring hold these bytes as they are?
    pub fn holds(&self, bytes: &[u8]) -> bool {
        fn below(folder: &Path, bytes: &[u8]) -> bool {
            fs::read_dir(folder).unwrap().flatten().any(|entry| {
                let path = entry.path();
                if path.is_dir() {
                    return below(&path, bytes);
                }
                path.is_file() && fs::read(&path).unwrap().windows(bytes.len()).any(|part| part == bytes)
            })
        }
        below(&self.path("home"), bytes)
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
            assert!(began.elapsed() < Duration::from_secs(10), "{question}: {answer}, not {expected}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}
