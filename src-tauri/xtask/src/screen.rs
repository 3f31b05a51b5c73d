//! A screen of its own for a window nobody looks at.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{heard, shown};
use crate::{Background, Failure, until};

/// A virtual X screen. It is gone when dropped.
#[derive(Debug)]
pub struct Screen {
    number: u32,
    _server: Background,
}

/// Where X servers leave their sockets.
const SOCKETS: &str = "/tmp/.X11-unix";

impl Screen {
    /// Starts one of that many pixels, under a number nobody uses. Never a person's own screens.
    pub fn start(width: u32, height: u32, log: &Path) -> Result<Self, Failure> {
        let first = 90 + std::process::id() % 400;
        for number in first..first + 50 {
            let (lock, socket) =
                (format!("/tmp/.X{number}-lock"), PathBuf::from(SOCKETS).join(format!("X{number}")));
            if Path::new(&lock).exists() || socket.exists() {
                continue;
            }
            let mut xvfb = Command::new("Xvfb");
            xvfb.arg(format!(":{number}"));
            xvfb.args(["-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-noreset"]);
            let mut server = Background::start(&xvfb, log)?;
            // Another process may take the number at the same time: then ours ends, and the next is tried.
            let answers = until("Xvfb", 20, || (!server.runs() || socket.exists()).then(|| socket.exists()))?;
            if answers && server.runs() && owned(&lock, server.group()) {
                return Ok(Self { number, _server: server });
            }
        }
        Err(Failure::Missing("No screen number is free for Xvfb.".into()))
    }

    /// Its name for `DISPLAY`.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }

    /// A program on this screen.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", self.name()).env_remove("WAYLAND_DISPLAY");
        command.env("NO_AT_BRIDGE", "1");
        command
    }

    /// Writes what it shows to a PNG.
    pub fn photograph(&self, to: &Path) -> Result<(), Failure> {
        self.picture(&[], to)
    }

    /// Writes what it shows at its top left, that many pixels, to a PNG.
    pub fn photograph_part(&self, to: &Path, width: u64, height: u64) -> Result<(), Failure> {
        self.picture(&["-crop", &format!("{width}x{height}+0+0"), "+repage"], to)
    }

    fn picture(&self, part: &[&str], to: &Path) -> Result<(), Failure> {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::file(folder))?;
        }
        shown(self.command("import").args(["-window", "root"]).args(part).arg(to))
    }

    /// Photographs until the picture has many colours and stands still: a window that has drawn itself.
    pub fn photograph_settled(&self, to: &Path, seconds: u64) -> Result<(), Failure> {
        let mut before = String::new();
        until("a picture that stands still", seconds, || {
            self.photograph(to).ok()?;
            let seen = heard(Command::new("identify").args(["-format", "%k %#"]).arg(to)).ok()?;
            let colours: u32 = seen.split(' ').next()?.parse().ok()?;
            let stands = seen == before && colours > 60;
            before = seen;
            stands.then_some(())
        })
    }
}

/// Does the lock of a screen name a process of that group?
fn owned(lock: &str, group: u32) -> bool {
    let Ok(holder) = std::fs::read_to_string(lock) else { return false };
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{}/stat", holder.trim())) else { return false };
    // After the name in brackets: state, parent, group.
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    after_name.split(' ').nth(2) == Some(&group.to_string())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn two_screens_do_not_meet_and_can_be_photographed() {
        let folder = std::env::temp_dir().join(format!("showrunner-screen-{}", std::process::id()));
        let one = Screen::start(64, 48, &folder.join("one.log")).expect("Xvfb is there");
        let two = Screen::start(64, 48, &folder.join("two.log")).expect("Xvfb is there");
        assert_ne!(one.name(), two.name());
        one.photograph(&folder.join("one.png")).expect("a picture");
        assert!(folder.join("one.png").metadata().expect("the picture").len() > 0);
        drop((one, two));
        std::fs::remove_dir_all(folder).expect("the folder was written");
    }
}
