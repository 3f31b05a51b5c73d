//! A long recording of talk that pauses, and rules it is too long for.

use std::{fs, path::PathBuf};

use showrunner_tests::{cli::Home, recipes::Clip, remade::remade};

/// How long the recording is, in seconds.
pub(crate) const LENGTH: i64 = 42;

/// A recording that breaks no rule but that of length: a tone that pauses for a second and a half every
/// eleven.
pub(crate) fn talk() -> PathBuf {
    let steady = Clip::new("talk").seconds(42).size(360, 640).gop(50).file();
    let pauses = "volume=volume='if(lt(mod(t,11),9.5),1,0)':eval=frame";
    remade(&steady, "mp4", &[], &["-c:v", "copy", "-af", pauses, "-c:a", "aac", "-b:a", "64k", "-t", "42"])
}

/// Lets episodes of this home be so long, in seconds.
pub(crate) fn limits(home: &Home, min: u32, max: u32) {
    let folder = home.data().join("rules");
    fs::create_dir_all(&folder).expect("it is ours");
    let text = format!("[series.duration.min_s]\nvalue = {min}\n[series.duration.max_s]\nvalue = {max}\n");
    fs::write(folder.join("short.toml"), text).expect("it is ours");
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
