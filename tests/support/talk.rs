//! A recording of talk that pauses, and rules it is too long for.

use std::{fs, path::PathBuf};

use crate::{cli::Home, recipes::Clip, remade::remade};

/// How loud the talk is, as a factor: too soft for the rules.
pub const SOFT: &str = "1";
/// As loud as it should be.
pub const FINE: &str = "2.4";

/// A recording of so many seconds that breaks no rule but those of length and perhaps loudness: a tone that
/// pauses for a second and a half every eleven.
#[must_use]
pub fn talk(seconds: u64, volume: &str) -> PathBuf {
    let steady = Clip::new("talk").seconds(seconds).size(360, 640).gop(50).file();
    let pauses = format!("volume=volume='if(lt(mod(t,11),9.5),{volume},0)':eval=frame");
    let whole = seconds.to_string();
    remade(&steady, "mp4", &[], &["-c:v", "copy", "-af", &pauses, "-c:a", "aac", "-b:a", "64k", "-t", &whole])
}

/// Lets episodes of this home be so long, in seconds.
///
/// # Panics
/// If the rules cannot be written.
pub fn limits(home: &Home, min: u32, max: u32) {
    let folder = home.data().join("rules");
    fs::create_dir_all(&folder).expect("it is ours");
    let text = format!("[series.duration.min_s]\nvalue = {min}\n[series.duration.max_s]\nvalue = {max}\n");
    fs::write(folder.join("short.toml"), text).expect("it is ours");
}
