//! A long recording of talk that pauses, and rules it is too long for.

use std::path::PathBuf;

pub(crate) use showrunner_tests::talk::limits;
use showrunner_tests::{cli::Home, talk};

/// How long the recording is, in seconds.
pub(crate) const LENGTH: i64 = 42;

/// A recording that breaks the rule of length, and is soft.
pub(crate) fn talk() -> PathBuf {
    talk::talk(LENGTH.unsigned_abs(), talk::SOFT)
}

/// A series of that recording, which is too long for it.
pub(crate) fn series(home: &Home) -> String {
    limits(home, 8, 12);
    home.series("Bread", &[home.keep("talk.mp4", &talk())])
}

/// The command line's answer, where there is no ffmpeg.
pub(crate) fn without_ffmpeg(home: &Home, words: &[&str]) -> showrunner_tests::cli::Said {
    let line: Vec<&str> = ["--json"].into_iter().chain(words.iter().copied()).collect();
    let empty = home.folder().join("tmp");
    showrunner_tests::cli::Said::of(home.command(&line).env("PATH", empty))
}
