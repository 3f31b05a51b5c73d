//! A recording of talk that pauses, and rules it is too long for.

use std::{fs, path::PathBuf};

use crate::{cli::Home, recipes::Clip, remade::remade};

/// A recording that breaks no rule but that of length: a tone as loud as talk should be, for a minute and
/// two seconds, that pauses for a second and a half every eleven.
#[must_use]
pub fn talk() -> PathBuf {
    let steady = Clip::new("talk").seconds(62).size(360, 640).gop(50).file();
    let pauses = "volume=volume='if(lt(mod(t,11),9.5),2.4,0)':eval=frame";
    remade(&steady, "mp4", &[], &["-c:v", "copy", "-af", pauses, "-c:a", "aac", "-b:a", "64k", "-t", "62"])
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
