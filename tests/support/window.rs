//! The real window: the studio's own program on a screen of its own, driven as a person drives it.
//!
//! The window lies at the top left of a screen that is wider than it, so that files can be dragged in
//! from beside it. There is no window manager: a point of the page is a point of the screen.

mod away;
mod beside;
mod board;
mod carry;
mod cost;
mod dialog;
mod hand;
mod look;
mod tab;
mod told;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use thiserror::Error;
use xtask::{Background, Failure, House, Screen};

use crate::folder::Folder;

pub use carry::Carried;
pub use hand::Point;
pub use told::{Told, Way};

/// The width and height of the screen; the window takes the left 1440.
const SCREEN: (u32, u32) = (1720, 900);

/// How long anything of the window may take, on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The studio in its real window. Everything ends when it is dropped.
#[derive(Debug)]
pub struct Window {
    /// The WebDriver session, for what this type has no word for.
    pub client: Client,
    /// When the program was started last.
    pub began: Instant,
    how: How,
    driver: Background,
    screen: Screen,
    home: Folder,
}

/// How the studio is started, kept for starting it again.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Another program than the studio; it is handed no data folder.
    pub program: Option<PathBuf>,
    /// The data folder.
    pub data: PathBuf,
    /// Arguments besides `--data`.
    pub arguments: Vec<OsString>,
    /// Environment variables besides those of its home.
    pub environment: Vec<(OsString, OsString)>,
    /// A bus that a keyring is on, and no other studio; one of its own where none is named.
    pub bus: Option<String>,
}

/// What can go wrong with a window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// The program, its screen or its driver.
    #[error(transparent)]
    Task(#[from] Failure),
    /// The session could not begin; with what the studio wrote.
    #[error("{said}\nthe session could not begin: {cause}")]
    Session {
        /// The output of driver and studio.
        said: String,
        /// Why.
        cause: fantoccini::error::NewSessionError,
    },
    /// The window did not do what it was told.
    #[error(transparent)]
    Command(#[from] fantoccini::error::CmdError),
    /// A file of the test.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// Something did not come about; with the page's text at that moment.
    #[error("{what} did not come about; the page says:\n{page}")]
    TooLate {
        /// What was waited for.
        what: String,
        /// The page's text.
        page: String,
    },
}

impl Window {
    /// Starts the studio on a data folder.
    pub async fn start(data: &Path) -> Result<Self, WindowError> {
        Self::start_as(How { data: data.into(), ..How::default() }).await
    }

    /// Starts it in any way.
    pub async fn start_as(how: How) -> Result<Self, WindowError> {
        let home = Folder::new("showrunner-window-");
        let screen = Screen::start(SCREEN.0, SCREEN.1, &home.path().join("screen.log"))?;
        let (driver, client, began) = session(&how, &screen, home.path()).await?;
        Ok(Self { client, began, how, driver, screen, home })
    }

    /// Closes the studio as its close button does, and starts it again on the same data.
    pub async fn restart(&mut self) -> Result<(), WindowError> {
        self.client.clone().close().await?;
        self.again().await
    }

    /// Ends the studio at once, as `kill -9` does. [`Window::again`] starts it again.
    pub fn kill(&mut self) -> Result<(), WindowError> {
        for process in self.processes() {
            // The shell's own `kill`: a fresh system need not have the program.
            let _ = Command::new("sh").args(["-c", &format!("kill -KILL {process}")]).status();
        }
        let gone = || self.processes().is_empty().then_some(());
        Ok(xtask::until("the studio's end", PATIENCE.as_secs(), gone)?)
    }

    /// Starts the studio again on the same data, in the same home, on the same screen.
    pub async fn again(&mut self) -> Result<(), WindowError> {
        let (driver, client, began) = session(&self.how, &self.screen, self.home.path()).await?;
        (self.client, self.began) = (client, began);
        // The old driver, with whatever it still holds, ends here.
        self.driver = driver;
        Ok(())
    }

    /// The studio's own processes, without those of the webview.
    pub fn processes(&self) -> Vec<u32> {
        let program = self.how.binary();
        all_processes()
            .filter(|id| group_of(*id) == Some(self.driver.group()))
            .filter(|id| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
            .collect()
    }

    /// What studio and driver wrote since they were started.
    pub fn said(&self) -> String {
        said(self.home.path())
    }

    /// The name of the screen it is on, for `DISPLAY`.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }
}

/// Starts a driver, and a session of the studio in it.
async fn session(
    how: &How,
    screen: &Screen,
    home: &Path,
) -> Result<(Background, Client, Instant), WindowError> {
    let port = free_port().map_err(|cause| WindowError::File { path: home.into(), cause })?;
    // A bus of its own: another studio on the same one would take this one for a second start.
    let mut driver = match &how.bus {
        None => {
            let mut bus = screen.command("dbus-run-session");
            bus.args(["--", "WebKitWebDriver"]).env_remove("DBUS_SESSION_BUS_ADDRESS");
            bus
        }
        Some(bus) => {
            let mut driver = screen.command("WebKitWebDriver");
            driver.env("DBUS_SESSION_BUS_ADDRESS", bus);
            driver
        }
    };
    driver.args(["--host=127.0.0.1", &format!("--port={port}")]);
    driver.env("TAURI_WEBVIEW_AUTOMATION", "true");
    for (name, below) in [
        ("HOME", ""),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = home.join(below);
        std::fs::create_dir_all(&folder)
            .map_err(|cause| WindowError::File { path: folder.clone(), cause })?;
        driver.env(name, folder);
    }
    // Looking through all decoders takes a second; what was found is the same for every window.
    driver.env("GST_REGISTRY", House::here().target("window-decoders.bin"));
    driver.env("LANG", "C.UTF-8").envs(how.environment.iter().map(|(name, value)| (name, value)));
    let mut running = Background::start(&driver, &home.join("studio.log"))?;
    xtask::until("the driver", PATIENCE.as_secs(), || (!running.runs() || answers(port)).then_some(()))?;

    let mut arguments: Vec<_> =
        how.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    if how.program.is_none() {
        arguments.extend(["--data".into(), how.data.to_string_lossy().into_owned()]);
    }
    let options = json!({ "binary": how.binary().to_string_lossy(), "args": arguments });
    let wanted = [("webkitgtk:browserOptions".to_string(), options)].into_iter().collect();
    let began = Instant::now();
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(wanted)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
        .map_err(|cause| WindowError::Session { said: said(home), cause })?;
    Ok((running, client, began))
}

fn said(home: &Path) -> String {
    std::fs::read_to_string(home.join("studio.log")).unwrap_or_default()
}

impl How {
    /// The studio: a debug build, or what `SHOWRUNNER_STUDIO_BIN` names; or another program.
    fn binary(&self) -> PathBuf {
        let named =
            self.program.clone().or_else(|| std::env::var_os("SHOWRUNNER_STUDIO_BIN").map(PathBuf::from));
        let program = named.unwrap_or_else(|| House::here().built("showrunner-studio"));
        program.canonicalize().unwrap_or(program)
    }
}

fn all_processes() -> impl Iterator<Item = u32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Does a driver answer there?
fn answers(port: u16) -> bool {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = connection.write_all(b"GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut answer = [0; 12];
    asked.is_ok() && connection.read_exact(&mut answer).is_ok() && answer.ends_with(b"200")
}

/// The process group of a process.
fn group_of(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // After the name in brackets: state, parent, group.
    stat.rsplit(") ").next()?.split(' ').nth(2)?.parse().ok()
}

impl Window {
    /// Something did not come about: in words, and for eyes in a picture.
    async fn too_late(&self, what: &str) -> Result<WindowError, WindowError> {
        let home = self.home.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let picture = House::here().target(format!("shots/late-{home}.png"));
        self.screen().photograph(&picture)?;
        let page = format!("{}\n(its picture: {})", self.page().await?, picture.display());
        Ok(WindowError::TooLate { what: what.into(), page })
    }

    /// Asks until there is an answer. Says what the page showed when there is none in time.
    pub async fn until<T>(
        &self,
        what: &str,
        mut ask: impl AsyncFnMut(&Client) -> Result<Option<T>, fantoccini::error::CmdError>,
    ) -> Result<T, WindowError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = ask(&self.client).await? {
                return Ok(answer);
            }
            if Instant::now() >= deadline {
                return Err(self.too_late(what).await?);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
