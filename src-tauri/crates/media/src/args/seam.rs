//! Asking ffmpeg to encode the few frames around a cut anew, so that they can stand beside copied ones.

use std::{ffi::OsString, ops::Range, path::Path};

use series::VideoFacts;

use super::Args;

/// Frames to encode anew.
pub(crate) struct Seam<'a> {
    /// A file that holds them and what they are decoded from; its picture is its first stream.
    pub input: &'a Path,
    /// The ticks of that file within which they are shown.
    pub shown: Range<i64>,
    /// Ticks a second of that file.
    pub timescale: u32,
    /// The clip they are from.
    pub video: &'a VideoFacts,
    /// The number of their parameter sets, where the codec (H.264) lets one choose.
    pub set: u32,
    /// A frame of them, from 0, that is to be a keyframe too: to see the last ones, one need not decode
    /// all.
    pub key: Option<usize>,
}

/// The encoder whose frames can stand beside a codec's copied ones.
pub(crate) fn seam_encoder(codec: &str) -> Option<&'static str> {
    match codec {
        "h264" => Some("libx264"),
        "hevc" => Some("libx265"),
        _ => None,
    }
}

/// Asks ffmpeg for those frames, in their order, as an MP4: of the source's codec, profile, pixel format
/// and colours, all in one group without B-frames, so good that the difference is nothing to see: H.264 of
/// that quantiser is 44 dB alike or nearer, whatever it shows.
pub(crate) fn seam(seam: &Seam<'_>, output: &Path) -> Vec<OsString> {
    let Range { start, end } = seam.shown;
    let filter = format!("trim=start_pts={start}:end_pts={end},setpts=PTS-STARTPTS");
    let ticks = seam.timescale.to_string();
    let args = Args::default()
        .with(["-hide_banner", "-nostdin", "-y", "-v", "error", "-copyts", "-noautorotate"])
        .input(seam.input)
        .with(["-map", "0:v:0", "-vf", &filter, "-fps_mode", "passthrough"])
        .with(["-enc_time_base", &format!("1/{ticks}"), "-pix_fmt", &seam.video.pixel_format]);
    let args = match seam.key {
        Some(key) => args.with(["-force_key_frames", &format!("expr:eq(n,{key})")]),
        None => args,
    };
    let args = match seam.video.codec.as_str() {
        "hevc" => args
            .line("-c:v libx265 -preset ultrafast -crf 8 -profile:v main -tag:v hvc1 -x265-params")
            .line("log-level=error:open-gop=0:bframes=0:keyint=-1:scenecut=0:info=0"),
        _ => args
            .line("-c:v libx264 -preset ultrafast -qp 18 -bf 0 -sc_threshold 0 -profile:v")
            .with([h264_profile(seam.video.profile.as_deref())])
            .with(["-x264-params", &format!("sps-id={}:keyint=infinite", seam.set)]),
    };
    args.with(["-video_track_timescale", &ticks, "-f", "mp4"]).file(output).0
}

/// The profile to stay within, by ffprobe's name of the source's.
fn h264_profile(name: Option<&str>) -> &'static str {
    match name {
        Some("Baseline" | "Constrained Baseline") => "baseline",
        Some("Main") => "main",
        _ => "high",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::samples::{facts, shown};

    #[test]
    fn what_is_asked() {
        let mut video = facts().video;
        let asked = |video: &VideoFacts| {
            let (input, shown) = (Path::new("a.cut.1"), 512..20_480);
            super::seam(
                &Seam { input, shown, timescale: 15_360, video, set: 1, key: Some(75) },
                Path::new("a.cut.2"),
            )
        };
        insta::assert_snapshot!("seam", shown(&asked(&video)));
        video.codec = "hevc".into();
        insta::assert_snapshot!("seam_hevc", shown(&asked(&video)));
    }
}
