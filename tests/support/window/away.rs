//! Files that are dragged out of the window, into another program.

use std::fs;
use std::path::PathBuf;

use fantoccini::error::CmdError;
use xtask::{Background, House};

use super::carry::moved;
use super::{PATIENCE, Point, Window, WindowError};

/// Where the other program's window is: beside the studio's.
const TARGET: (u32, u32) = (1560, 40);

impl Window {
    /// Takes hold at a point of the page, carries it out of the window onto another program, and lets go
    /// there. The addresses of the files that the other program was handed.
    pub async fn drag_out(&self, from: Point) -> Result<Vec<String>, WindowError> {
        let log = self.home.path().join("droptarget.log");
        let said = |word: &str| {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let lines: Vec<_> = text
                .lines()
                .filter_map(|line| line.strip_prefix(word))
                .map(|rest| rest.trim().to_owned())
                .collect();
            if lines.is_empty() { None } else { Some(lines) }
        };
        let script: PathBuf = House::here().path("tests/support/droptarget.py");
        let mut target = self.screen().command("/usr/bin/python3");
        target.arg(script).args([TARGET.0.to_string(), TARGET.1.to_string()]);
        let _target = Background::start(&target, &log)?;
        xtask::until("a window to drop files on", PATIENCE.as_secs(), || said("ready"))?;

        let from = self.on_screen(from).await?;
        let to = Point { x: f64::from(TARGET.0) + 60.0, y: f64::from(TARGET.1) + 40.0 };
        self.xdotool(&moved(from))?;
        self.xdotool(&["mousedown".into(), "1".into()])?;
        // The page takes a few pixels for a drag, and then asks for it.
        for step in 1..=3 {
            self.xdotool(&moved(from.by(f64::from(step) * 4.0, 0.0)))?;
            self.frame().await?;
        }
        let mut on = from.by(12.0, 0.0).way_to(to, 24);
        // A drag that has not begun yet does not hear of what went before it.
        let mut aside = 0.0;
        self.until("a file over the other program", async |_| -> Result<_, CmdError> {
            let at = on.next().unwrap_or_else(|| {
                aside = if aside == 0.0 { 2.0 } else { 0.0 };
                to.by(aside, 0.0)
            });
            let _ = self.xdotool(&moved(at));
            Ok(said("over"))
        })
        .await?;
        self.xdotool(&["mouseup".into(), "1".into()])?;
        self.until("a file that was handed over", async |_| Ok(said("dropped"))).await
    }
}
