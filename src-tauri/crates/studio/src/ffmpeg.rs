//! ffmpeg as the window shows it: found, or where it was looked for and how to get it.

use std::sync::Arc;

use media::NotFound;

use crate::Ffmpeg;

impl From<Result<Arc<media::Ffmpeg>, NotFound>> for Ffmpeg {
    fn from(found: Result<Arc<media::Ffmpeg>, NotFound>) -> Self {
        match found {
            Ok(ffmpeg) => Self::Ready {
                path: ffmpeg.path().to_owned(),
                version: ffmpeg.version().to_owned(),
                encoders: ffmpeg.listed_encoders(),
            },
            Err(missing) => Self::Missing {
                looked: missing.looked,
                needs: media::OLDEST.to_owned(),
                install: install_command().map(str::to_owned),
            },
        }
    }
}

/// The command that installs ffmpeg on this system, as far as one can know it.
fn install_command() -> Option<&'static str> {
    if cfg!(windows) {
        return Some("winget install ffmpeg");
    }
    if cfg!(target_os = "macos") {
        return Some("brew install ffmpeg");
    }
    [
        ("apt-get", "sudo apt install ffmpeg"),
        ("dnf", "sudo dnf install ffmpeg"),
        ("pacman", "sudo pacman -S ffmpeg"),
        ("zypper", "sudo zypper install ffmpeg"),
    ]
    .into_iter()
    .find(|(tool, _)| std::path::Path::new("/usr/bin").join(tool).exists())
    .map(|(_, command)| command)
}
