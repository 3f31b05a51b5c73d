//! A session of its own: a private bus and a real keyring on it. Nothing of the person's own session can be
//! reached from it.

use std::{
    env, fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A bus on which nothing starts by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SOCKET</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

/// A program that ends with the test.
#[derive(Debug)]
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folders of a session, and its bus.
#[derive(Debug)]
pub struct Session {
    bus: Option<Running>,
    folder: tempfile::TempDir,
}

impl Session {
    /// One without a bus.
    ///
    /// # Panics
    /// If there is no room for its folders.
    #[must_use]
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().expect("room for a folder");
        for below in ["home", "run", "one", "two"] {
            fs::create_dir(folder.path().join(below)).expect("the folder is ours");
        }
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(folder.path().join("run"), private).expect("the folder is ours");
        Self { bus: None, folder }
    }

    /// One with a bus; none where the system has no bus and no keyring to start.
    ///
    /// # Panics
    /// If they are there and do not start.
    #[must_use]
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
        let bus = BUS.replace("SOCKET", &socket.to_string_lossy());
        fs::write(session.path("bus.conf"), bus).expect("the folder is ours");
        let mut bus = session.command("dbus-daemon");
        bus.arg("--nofork").arg("--config-file").arg(session.path("bus.conf"));
        let bus = bus.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        session.bus = Some(Running(bus.expect("it is there")));
        let began = Instant::now();
        while !socket.exists() {
            assert!(began.elapsed() < Duration::from_secs(60), "no bus");
            thread::sleep(Duration::from_millis(5));
        }
        Some(session)
    }

    /// A keyring, unlocked, or locked since nobody types its password.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn keyring(&self, unlocked: bool) -> Running {
        let mut keyring = self.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--components=secrets"]);
        if unlocked {
            keyring.arg("--unlock");
        }
        keyring.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut keyring = Running(keyring.spawn().expect("it is there"));
        let typed = keyring.0.stdin.take().expect("it is piped").write_all(b"test-password");
        typed.expect("it reads");
        keyring
    }

    /// A folder or file of the session.
    #[must_use]
    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Where the bus listens, for `DBUS_SESSION_BUS_ADDRESS`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("unix:path={}", self.path("run/bus").display())
    }

    /// A program that sees this session and no other.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path("home")).env("XDG_RUNTIME_DIR", self.path("run"));
        command.env("XDG_DATA_HOME", self.path("home/data")).env("LANG", "C.UTF-8");
        if self.path("bus.conf").exists() {
            command.env("DBUS_SESSION_BUS_ADDRESS", self.address());
        }
        command
    }

    /// Does any file of the keyring hold these bytes as they are?
    ///
    /// # Panics
    /// If one cannot be read.
    #[must_use]
    pub fn holds(&self, bytes: &[u8]) -> bool {
        holds(&self.path("home"), bytes).is_some()
    }
}

/// A file below a folder that holds these bytes as they are, if one does.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn holds(folder: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| entry.path()).find_map(|path| {
        if path.is_dir() {
            return holds(&path, bytes);
        }
        let has = |content: &[u8]| content.windows(bytes.len()).any(|part| part == bytes);
        (path.is_file() && has(&fs::read(&path).expect("it is ours"))).then_some(path)
    })
}
