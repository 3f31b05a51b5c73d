//! Asking ffprobe what a file holds.

use std::{ffi::OsString, path::Path};

use super::Args;

/// Asks ffprobe for everything a clip's facts need. `packets` asks for the first few hundred packets
/// too: where a container does not count its frames, their times tell whether they come evenly.
pub(crate) fn probe(path: &Path, packets: bool) -> Vec<OsString> {
    let mut args = Args::default().with(["-v", "error", "-of", "json", "-show_format", "-show_streams"]);
    if packets {
        args = args.with(["-show_packets", "-read_intervals", "%+#400"]);
    }
    args.input(path).0
}

/// Asks ffprobe for the chapters a clip names, and when its file begins.
pub(crate) fn chapters(path: &Path) -> Vec<OsString> {
    let args = Args::default().with(["-v", "error", "-of", "json", "-show_chapters"]);
    args.with(["-show_entries", "chapter=start_time:chapter_tags=title:format=start_time"]).input(path).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn what_is_asked() {
        let path = Path::new("-clip.mp4");
        insta::assert_snapshot!("probe", shown(&probe(path, false)));
        insta::assert_snapshot!("probe_packets", shown(&probe(path, true)));
    }
}
