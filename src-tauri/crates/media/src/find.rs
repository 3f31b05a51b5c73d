//! Finds ffmpeg and its ffprobe, and makes sure that they are fit.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Serialize;
use tokio_util::sync::CancellationToken;
use ts_rs::TS;

use crate::{
    encoders::Encoders,
    process::{Run, executable},
};

/// The oldest ffmpeg that will do: the first with `-fps_mode`.
pub const OLDEST: &str = "5.1";
const OLDEST_NUMBERS: (u32, u32) = (5, 1);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// An ffmpeg that is fit, with its ffprobe.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    pub(crate) ffmpeg: PathBuf,
    pub(crate) ffprobe: PathBuf,
    version: String,
    pub(crate) encoders: Encoders,
}

/// There is no ffmpeg that is fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// Where it was looked for, in order.
    pub looked: Vec<Looked>,
}

/// A place where ffmpeg was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Looked {
    /// What kind of place it is.
    pub place: LookedPlace,
    /// The path.
    pub path: PathBuf,
    /// What was there.
    pub found: LookedFound,
}

/// A kind of place where ffmpeg is looked for, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LookedPlace {
    /// The creator's choice: ffmpeg itself or the folder it is in.
    Chosen,
    /// Beside the running program.
    Beside,
    /// On the PATH.
    Path,
}

/// What was there instead of an ffmpeg that is fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LookedFound {
    /// Nothing.
    Nothing,
    /// One that is too old.
    TooOld {
        /// Its version as it says it.
        version: String,
    },
    /// Something that does not answer as ffmpeg does.
    NotFfmpeg,
    /// ffmpeg without its ffprobe.
    NoFfprobe,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no ffmpeg {OLDEST} or newer was found")?;
        self.looked.iter().try_for_each(|looked| write!(f, "; {}: {:?}", looked.path.display(), looked.found))
    }
}

impl std::error::Error for NotFound {}

impl Ffmpeg {
    /// Finds ffmpeg and ffprobe: the creator's choice first, then beside the running program, then on
    /// the PATH. The first pair that answers and is not too old is taken.
    ///
    /// # Errors
    /// Everywhere it was looked for, and what was there.
    pub async fn find(chosen: Option<&Path>) -> Result<Self, NotFound> {
        let mut looked = Vec::new();
        for (place, path) in places(chosen) {
            match Self::at(&path).await {
                Ok(ffmpeg) => return Ok(ffmpeg),
                Err(found) => looked.push(Looked { place, path, found }),
            }
        }
        Err(NotFound { looked })
    }

    /// Where ffmpeg is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.ffmpeg
    }

    /// Its version as it says it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn fit(ffmpeg: PathBuf, ffprobe: PathBuf, version: String, encoders: Encoders) -> Self {
        Self { ffmpeg, ffprobe, version, encoders }
    }

    async fn at(ffmpeg: &Path) -> Result<Self, LookedFound> {
        if !ffmpeg.is_file() {
            return Err(LookedFound::Nothing);
        }
        let ffprobe = executable(ffmpeg.parent().unwrap_or(Path::new("")), "ffprobe");
        let (version, of_ffprobe, listed) = tokio::join!(
            version_of(ffmpeg, "ffmpeg"),
            version_of(&ffprobe, "ffprobe"),
            answer(ffmpeg, "-encoders")
        );
        let version = version.ok_or(LookedFound::NotFfmpeg)?;
        if !is_new_enough(&version) {
            return Err(LookedFound::TooOld { version });
        }
        if !of_ffprobe.is_some_and(|version| is_new_enough(&version)) {
            return Err(LookedFound::NoFfprobe);
        }
        let listed = listed.ok_or(LookedFound::NotFfmpeg)?;
        let encoders = Encoders::listed(&listed);
        Ok(Self::fit(ffmpeg.to_owned(), ffprobe, version, encoders))
    }
}

pub(crate) fn places(chosen: Option<&Path>) -> Vec<(LookedPlace, PathBuf)> {
    let mut places = Vec::new();
    if let Some(path) = chosen {
        let path = if path.is_dir() { executable(path, "ffmpeg") } else { path.to_owned() };
        places.push((LookedPlace::Chosen, path));
    }
    // Fails only where the system does not tell which program is running.
    if let Ok(path) = ffmpeg_sidecar::paths::sidecar_path() {
        places.push((LookedPlace::Beside, path));
    }
    let on_path: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|folders| std::env::split_paths(&folders).map(|folder| executable(&folder, "ffmpeg")).collect())
        .unwrap_or_default();
    let there: Vec<_> = on_path.into_iter().filter(|path| path.is_file()).collect();
    if there.is_empty() {
        places.push((LookedPlace::Path, PathBuf::from("ffmpeg")));
    }
    places.extend(there.into_iter().map(|path| (LookedPlace::Path, path)));
    places
}

async fn answer(program: &Path, question: &str) -> Option<String> {
    let cancel = CancellationToken::new();
    let args = vec!["-hide_banner".into(), question.into()];
    let run = Run { program, args, limit: Some(ANSWER_WITHIN), cancel: &cancel };
    let (ended, output) = run.capturing(1024 * 1024).await.ok()?;
    ended.status.success().then(|| String::from_utf8_lossy(&output).into_owned())
}

async fn version_of(program: &Path, name: &str) -> Option<String> {
    let answer = answer(program, "-version").await?;
    let rest = answer.strip_prefix(name)?.strip_prefix(" version ")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Builds from git (`N-118193-g5f38c82536`, `git-2025-…`, `2025-01-01-git-…`) count as new.
pub(crate) fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .strip_prefix('n')
        .unwrap_or(version)
        .split(|c: char| !c.is_ascii_digit())
        .map_while(|part| part.parse::<u32>().ok());
    let Some(major) = numbers.next() else { return true };
    (major, numbers.next().unwrap_or(0)) >= OLDEST_NUMBERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for new in [
            "5.1.9-0+deb12u1",
            "5.1",
            "n7.1",
            "10.0",
            "N-118193-g5f38c82536",
            "git-2025-01-01-ab",
            "2025-01-01-git-ab",
        ] {
            assert!(is_new_enough(new), "{new}");
        }
        for old in ["5.0.1", "4.4.2-0ubuntu0.22.04.1", "n4.4", "0.8.17", "5"] {
            assert!(!is_new_enough(old), "{old}");
        }
    }

    #[tokio::test]
    async fn the_installed_one_is_found_and_names_its_encoders() {
        let ffmpeg = Ffmpeg::find(None).await.unwrap();
        assert!(ffmpeg.path().is_absolute());
        assert!(is_new_enough(ffmpeg.version()));
        assert!(ffmpeg.has_encoder("libx264") && ffmpeg.has_encoder("aac"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_is_not_fit_is_told_by_kind() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ffmpeg");
        assert_eq!(Ffmpeg::at(&path).await.unwrap_err(), LookedFound::Nothing);
        for (script, expect) in [
            ("#!/bin/sh\necho hello\n", LookedFound::NotFfmpeg),
            ("#!/bin/sh\nexit 3\n", LookedFound::NotFfmpeg),
            ("not a program\n", LookedFound::NotFfmpeg),
            ("#!/bin/sh\necho ffmpeg version 4.4.2 x\n", LookedFound::TooOld { version: "4.4.2".into() }),
            ("#!/bin/sh\necho ffmpeg version 7.0 x\n", LookedFound::NoFfprobe),
        ] {
            std::fs::write(&path, script).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            assert_eq!(Ffmpeg::at(&path).await.unwrap_err(), expect, "{script}");
        }
    }
}
