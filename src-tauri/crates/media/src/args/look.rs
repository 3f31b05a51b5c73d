//! Decoding a few frames to see whether they decode, and roughly what they show.

use std::{ffi::OsString, path::Path};

use series::Micros;

use super::Args;

/// A small picture's width and height in pixels, a byte each.
pub(crate) const SMALL: (usize, usize) = (64, 36);

/// Asks ffmpeg for small grey pictures of the frames that a file shows within those times, one behind
/// the other on its output; `sound` lets it decode the sound beside them. What it complains about is
/// wrong with the file.
pub(crate) fn look(path: &Path, from: Option<Micros>, to: Option<Micros>, sound: bool) -> Vec<OsString> {
    // The loop filter makes a picture smoother, and decoding slow.
    let mut args = Args::default().line("-hide_banner -nostdin -v error -xerror -skip_loop_filter all");
    if let Some(from) = from {
        args = args.with(["-ss", &from.as_seconds()]);
    }
    // `-t` would count from the first frame there is, whenever that is shown.
    let end = to.map(|to| (to - from.unwrap_or_default()).as_seconds());
    let trim = |kind: &str| end.as_ref().map_or_else(String::new, |end| format!("{kind}=end={end},"));
    let small = format!("{}scale={}:{}:flags=area,format=gray", trim("trim"), SMALL.0, SMALL.1);
    let args = args.input(path).with([
        "-map",
        "0:V:0",
        "-vf",
        &small,
        "-fps_mode",
        "passthrough",
        "-f",
        "rawvideo",
        "pipe:1",
    ]);
    if !sound {
        return args.0;
    }
    let heard = format!("{}anull", trim("atrim"));
    args.with(["-map", "0:a:0?", "-af", &heard, "-f", "null", "-"]).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn what_is_asked() {
        let (path, time) = (Path::new("-clip.mp4"), |millis| Some(Micros::from_millis(millis)));
        insta::assert_snapshot!("look_at_all", shown(&look(path, None, None, false)));
        insta::assert_snapshot!("look_between", shown(&look(path, time(1_500), time(1_700), true)));
    }
}
