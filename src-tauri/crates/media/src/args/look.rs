//! Decoding a few frames to see whether they decode, and roughly what they show.

use std::{ffi::OsString, path::Path};

use series::Micros;

use super::Args;

/// A small picture's width and height in pixels, a byte each.
pub(crate) const SMALL: (usize, usize) = (64, 36);

/// Asks ffmpeg for small grey pictures of the frames that a file shows within those times, one behind
/// the other on its output; `sound` lets it decode the sound beside them. What it complains about is
/// wrong with the file. `delay` tells how long before it is shown a frame may be decoded: ffmpeg goes to
/// the keyframe that is decoded before a time, though what is shown then may be made from the one before.
/// `threads` decode: with more than there are cores for, they only hand frames to each other.
pub(crate) fn look(
    path: &Path,
    (from, to): (Option<Micros>, Option<Micros>),
    delay: Micros,
    sound: bool,
    threads: usize,
) -> Vec<OsString> {
    // The loop filter makes a picture smoother, and decoding slow.
    let mut args = Args::default()
        .line("-hide_banner -nostdin -v error -xerror -skip_loop_filter all -threads")
        .with([&threads.to_string()]);
    let start = from.map(|from| (from - delay).max(Micros::ZERO));
    if let Some(start) = start {
        args = args.with(["-ss", &start.as_seconds()]);
    }
    // `-t` would count from the first frame there is, whenever that is shown.
    let within = |time: Option<Micros>| time.map(|time| (time - start.unwrap_or_default()).as_seconds());
    let ends = [("start", within(from)), ("end", within(to))];
    let ends: Vec<_> =
        ends.iter().filter_map(|(end, time)| Some(format!("{end}={}", time.as_ref()?))).collect();
    let trim =
        |kind: &str| if ends.is_empty() { String::new() } else { format!("{kind}={},", ends.join(":")) };
    let small = format!("{}scale={}:{}:flags=area,format=gray", trim("trim"), SMALL.0, SMALL.1);
    let args = args.input(path).with([
        "-map",
        "0:V:0",
        "-vf",
        &small,
        "-fps_mode",
        "passthrough",
        // Frames may come nearer together than the file's rate has it.
        "-enc_time_base",
        "1/1000000",
        "-f",
        "rawvideo",
        "pipe:1",
    ]);
    if !sound {
        return args.0;
    }
    let heard = format!("{}anull", trim("atrim"));
    args.with(["-map", "0:a:0", "-af", &heard, "-f", "null", "-"]).0
}

/// Asks ffmpeg to decode all of a file, for nothing but its complaints.
pub(crate) fn drain(path: &Path) -> Vec<OsString> {
    Args::default()
        .line("-hide_banner -nostdin -v error -xerror -skip_loop_filter all")
        .input(path)
        .line("-map 0:V:0 -map 0:a? -f null -")
        .0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn what_is_asked() {
        let (path, time) = (Path::new("-clip.mp4"), |millis| Some(Micros::from_millis(millis)));
        insta::assert_snapshot!("look_at_all", shown(&look(path, (None, None), Micros::ZERO, false, 1)));
        insta::assert_snapshot!(
            "look_between",
            shown(&look(path, (time(1_500), time(1_700)), Micros::from_millis(80), true, 4))
        );
    }
    #[test]
    fn all_is_asked() {
        insta::assert_snapshot!("drain", shown(&drain(Path::new("-clip.mp4"))));
    }
}
