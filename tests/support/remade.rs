//! Clips made over by ffmpeg from other clips: with another start, cut, in fragments.

use std::path::{Path, PathBuf};

use crate::kept::{ffmpeg, kept, words};

/// A clip made over: `before` are ffmpeg's arguments in front of the clip, `after` those behind it.
/// It is kept like a recipe's.
///
/// # Panics
/// If ffmpeg cannot make it.
#[must_use]
pub fn remade(clip: &Path, ending: &'static str, before: &[&str], after: &[&str]) -> PathBuf {
    let name = clip.file_stem().expect("clips have names").to_string_lossy().into_owned();
    let recipe = format!("{} {name} {}", before.join(" "), after.join(" "));
    let mut args = words(before);
    args.extend(words(&["-i", &clip.to_string_lossy()]));
    args.extend(words(after));
    kept(&name, ending, &recipe, |path| ffmpeg(&args, path))
}
