//! Asking ffprobe for a file's packets.

use std::{ffi::OsString, path::Path};

use super::Args;

/// Asks ffprobe for every packet of a file, a line each.
pub(crate) fn packets(path: &Path) -> Vec<OsString> {
    let entries = "packet=stream_index,pts,dts,duration,size,pos,flags:stream=index,codec_type,time_base\
        :stream_disposition=attached_pic,timed_thumbnails,still_image:format=start_time";
    Args::default().with(["-v", "error", "-of", "compact", "-show_entries", entries]).input(path).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn what_is_asked() {
        insta::assert_snapshot!("packets", shown(&packets(Path::new("-clip.mp4"))));
    }
}
