//! Asking ffmpeg for one frame.

use std::{ffi::OsString, path::Path};

use series::Micros;

use super::Args;

/// Which frame.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// The first from that time on.
    At(Micros),
    /// The first of the last so much.
    BeforeEnd(Micros),
}

/// As what kind of picture.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Picture {
    /// A JPEG of that height.
    Jpeg {
        /// In pixels.
        height: u32,
    },
    /// A PNG in full size.
    Png,
}

/// Asks ffmpeg for one frame on its output.
pub(crate) fn frame(path: &Path, moment: Moment, picture: Picture) -> Vec<OsString> {
    let seek = match moment {
        Moment::At(at) => ["-ss".to_owned(), at.max(Micros::ZERO).as_seconds()],
        Moment::BeforeEnd(time) => ["-sseof".to_owned(), (Micros::ZERO - time).as_seconds()],
    };
    let (filter, codec) = match picture {
        Picture::Jpeg { height } => {
            // Half a pixel of the other kind of square is nothing to see; an odd width is an error.
            let height = height.max(2);
            (
                format!(
                    "scale=w='max(2,2*trunc(iw*sar*{height}/ih/2+0.5))':h={height},setsar=1,format=yuvj420p"
                ),
                "mjpeg",
            )
        }
        Picture::Png => ("scale=w='max(1,trunc(iw*sar+0.5))':h=ih,setsar=1,format=rgb24".to_owned(), "png"),
    };
    Args::default()
        .with(["-hide_banner", "-nostdin", "-v", "error"])
        .with(seek)
        .input(path)
        .with(["-map", "0:V:0", "-frames:v", "1", "-vf", &filter])
        .with(["-c:v", codec, "-q:v", "3", "-f", "image2pipe", "pipe:1"])
        .0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn what_is_asked() {
        let path = Path::new("-clip.mp4");
        let jpeg = Picture::Jpeg { height: 180 };
        insta::assert_snapshot!("still", shown(&frame(path, Moment::At(Micros::new(1_500_000)), jpeg)));
        let end = Moment::BeforeEnd(Micros::from_secs(2));
        insta::assert_snapshot!("cover", shown(&frame(path, end, Picture::Png)));
    }
}
