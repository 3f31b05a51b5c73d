//! Real files, carried into the window from another program as a file manager does it.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::{Background, House};

use super::{PATIENCE, Point, Window, WindowError};

/// Where the files are dragged from: beside the window.
const SOURCE: (u32, u32) = (1560, 40);

/// Files that hang over the window. Dropped when [`Carried::release`] says so.
#[derive(Debug)]
pub struct Carried<'a> {
    window: &'a Window,
    _source: Background,
    log: PathBuf,
}

impl Window {
    /// Drops files on a point of the page, and waits until the window has them.
    pub async fn drop_files(&self, files: &[&Path], at: Point) -> Result<(), WindowError> {
        self.carry(files, at).await?.release().await
    }

    /// Drags files over a point of the page, and holds them there once the window has noticed.
    pub async fn carry(&self, files: &[&Path], at: Point) -> Result<Carried<'_>, WindowError> {
        self.client.execute_async(NOTICE, vec![]).await?;
        let log = self.home.path().join("dragsource.log");
        let script = House::here().path("tests/support/dragsource.py");
        let mut source = self.screen().command("/usr/bin/python3");
        source.arg(script).args([SOURCE.0.to_string(), SOURCE.1.to_string()]).args(files);
        let source = Background::start(&source, &log)?;
        let carried = Carried { window: self, _source: source, log };
        carried.said("ready")?;

        let start = Point { x: f64::from(SOURCE.0) + 40.0, y: f64::from(SOURCE.1) + 40.0 };
        self.xdotool(&moved(start))?;
        self.xdotool(&["mousedown".into(), "1".into()])?;
        let at = self.on_screen(at).await?;
        for point in start.way_to(at, 12) {
            self.xdotool(&moved(point))?;
            self.frame().await?;
        }
        // Small moves until the window has answered: what is over it is told by the next motion.
        let mut aside = 0.0;
        self.until("a drag over the window", async |client| {
            aside = if aside == 0.0 { 1.0 } else { 0.0 };
            let _ = self.xdotool(&moved(at.by(aside, 0.0)));
            let over = client.execute("return window.__carried.over > 1;", vec![]).await?;
            Ok((over == true).then_some(()))
        })
        .await?;
        Ok(carried)
    }

    /// A point of the page on the screen: there may be a menu above the page.
    pub(super) async fn on_screen(&self, at: Point) -> Result<Point, WindowError> {
        let (_, _, _, height) = self.client.get_window_rect().await?;
        let page = self.ask("window.innerHeight").await?.as_f64().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "no screen is that high")]
        Ok(at.by(0.0, height as f64 - page))
    }

    pub(super) fn xdotool(&self, arguments: &[String]) -> Result<(), WindowError> {
        let mut xdotool = self.screen().command("xdotool");
        let status = xdotool.args(arguments).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                Err(xtask::Failure::Ended { command: "xdotool".into(), status, output: String::new() }.into())
            }
            Err(cause) => Err(xtask::Failure::Start { command: "xdotool".into(), cause }.into()),
        }
    }
}

impl Carried<'_> {
    /// Lets go, and waits until the window has the files.
    pub async fn release(self) -> Result<(), WindowError> {
        self.window.xdotool(&["mouseup".into(), "1".into()])?;
        self.said("ended")?;
        self.window.holds("dropped files", "window.__carried.dropped > 0").await
    }

    /// Takes them back out of the window without letting go there.
    pub async fn take_back(self) -> Result<(), WindowError> {
        let beside = Point { x: f64::from(SOURCE.0), y: 700.0 };
        self.window.xdotool(&moved(beside))?;
        self.window.holds("a drag that left", "window.__carried.left > 0").await?;
        self.window.xdotool(&["mouseup".into(), "1".into()])?;
        self.said("ended")
    }

    /// Waits for a word of the drag source.
    fn said(&self, word: &str) -> Result<(), WindowError> {
        let text = || fs::read_to_string(&self.log).unwrap_or_default();
        let said = || text().lines().any(|line| line == word).then_some(());
        xtask::until(word, PATIENCE.as_secs(), said).map_err(|_| WindowError::TooLate {
            what: format!("“{word}” of the drag source, which wrote {:?},", text()),
            page: String::new(),
        })
    }
}

pub(super) fn moved(to: Point) -> Vec<String> {
    ["mousemove".into(), "--sync".into(), to.x.round().to_string(), to.y.round().to_string()].into()
}

/// Counts what the window hears of drags.
const NOTICE: &str = "
const done = arguments[arguments.length - 1];
const tauri = window.__TAURI_INTERNALS__;
const fresh = !window.__carried;
window.__carried = { over: 0, dropped: 0, left: 0 };
const listen = (event, count) => tauri.invoke('plugin:event|listen', {
  event: 'tauri://drag-' + event,
  target: { kind: 'Any' },
  handler: tauri.transformCallback(() => { window.__carried[count] += 1; }),
});
if (!fresh) done();
else Promise.all([listen('over', 'over'), listen('drop', 'dropped'), listen('leave', 'left')])
  .then(() => done(), (error) => done(String(error)));
";
