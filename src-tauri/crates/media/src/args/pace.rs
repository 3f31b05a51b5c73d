//! Asking ffmpeg for work whose amount is known, to see how long it takes.

use std::ffi::OsString;

use series::Micros;

use super::Args;

/// A picture with some movement and some noise: about as hard to encode as a recording.
const PICTURE: &str = "testsrc2=size=1280x720:rate=30:duration=2,noise=alls=2:allf=t";

/// Next to nothing: what starting takes.
pub(crate) fn pace_start() -> Vec<OsString> {
    work("color=size=64x64:rate=30:duration=0.04", "-c:v libx264 -preset veryfast -crf 18")
}

/// Two seconds of 720p at 30 frames a second, encoded as an export would.
pub(crate) fn pace_picture() -> Vec<OsString> {
    work(PICTURE, "-c:v libx264 -preset veryfast -crf 18 -pix_fmt yuv420p")
}

/// So much stereo sound, encoded as an export would.
pub(crate) fn pace_sound(length: Micros) -> Vec<OsString> {
    let seconds = length.get() / 1_000_000;
    let sound = format!("anoisesrc=r=48000:d={seconds},aformat=channel_layouts=stereo");
    work(&sound, "-c:a aac -b:a 192k")
}

fn work(source: &str, how: &str) -> Vec<OsString> {
    Args::default()
        .line("-hide_banner -nostdin -v error -f lavfi -i")
        .with([source])
        .line(how)
        .line("-f null -")
        .0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::shown;

    #[test]
    fn the_work_is_asked_for_as_an_export_would() {
        insta::assert_snapshot!("pace_picture", shown(&pace_picture()));
        insta::assert_snapshot!("pace_sound", shown(&pace_sound(Micros::from_secs(60))));
    }
}
