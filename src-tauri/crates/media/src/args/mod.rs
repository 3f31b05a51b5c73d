//! What ffmpeg and ffprobe are asked. Pure: nothing here runs anything.

mod encoder;
mod export;
mod frame;
mod listen;
mod look;
mod pace;
mod packets;
mod parts;
mod picture;
mod probe;
mod reach;
mod seam;
mod sound;

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use series::Micros;

pub(crate) use encoder::{H264, HEVC, PictureEncoder, trial};
pub(crate) use export::export;
pub(crate) use frame::{Moment, Picture, frame};
pub(crate) use listen::listen;
pub(crate) use look::{SMALL, drain, look};
pub(crate) use pace::{pace_picture, pace_sound, pace_start};
pub(crate) use packets::packets;
pub(crate) use parts::{contained, part_picture, parts_sound};
pub(crate) use probe::{chapters, probe};
pub(crate) use seam::{Seam, seam, seam_encoder};
pub(crate) use sound::{SoundForm, integrated, loudness};

/// The kinds of file that may be opened: containers that hold their own bytes. Playlists, scripts,
/// picture sequences and devices are not among them.
const FORMATS: &str = "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,mxf,ogg,h264,hevc,obu,ivf,rm,\
    dv,nut,gxf,wtv,yuv4mpegpipe,vc1,mp3,wav,w64,flac,aac,aiff,caf,ape,ac3,eac3,dts,amr,\
    png_pipe,jpeg_pipe,bmp_pipe,tiff_pipe,webp_pipe";

/// A list of arguments in the making.
#[derive(Default)]
struct Args(Vec<OsString>);

impl Args {
    /// An ffmpeg that works in the background: quiet, and telling its progress on its output.
    fn working() -> Self {
        Self::default()
            .with(["-hide_banner", "-nostdin", "-y", "-v", "error", "-nostats", "-progress", "pipe:1"])
            .with(["-stats_period", "0.2"])
    }

    fn with<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        self.0.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Arguments without spaces, written as one line.
    fn line(self, args: &str) -> Self {
        self.with(args.split_ascii_whitespace())
    }

    /// Says what may be opened, then the file itself.
    fn input(self, path: &Path) -> Self {
        self.with(["-protocol_whitelist", "file,pipe,fd", "-format_whitelist", FORMATS, "-i"]).file(path)
    }

    /// The file to make: an MP4 with its index in front, timed to the microsecond.
    fn movie(self, path: &Path) -> Self {
        self.with(["-movie_timescale", "1000000", "-write_tmcd", "0", "-movflags", "+faststart", "-f", "mp4"])
            .file(path)
    }

    /// A name behind `file:` is only a name, whatever it begins with.
    fn file(mut self, path: &Path) -> Self {
        let mut name = OsString::from("file:");
        name.push(path);
        self.0.push(name);
        self
    }
}

/// How far an export is, by a line of its progress.
pub(crate) fn progress(line: &str) -> Option<Micros> {
    let micros: i64 = line.strip_prefix("out_time_us=")?.trim().parse().ok()?;
    Some(Micros::new(micros.max(0)))
}

/// The filter whose absence ffmpeg complains about, if it does.
pub(crate) fn missing_filter(complaint: &str) -> Option<&'static str> {
    let named = complaint.split_once("No such filter: '")?.1;
    [picture::ZSCALE, picture::TONEMAP].into_iter().find(|filter| named.starts_with(filter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_line_by_line() {
        assert_eq!(progress("out_time_us=1500000"), Some(Micros::from_millis(1_500)));
        assert_eq!(progress("out_time_us=-21000"), Some(Micros::ZERO));
        assert_eq!(progress("out_time_us=N/A"), None);
        assert_eq!(progress("speed=2x"), None);
    }

    #[test]
    fn a_filter_that_is_not_there_is_named() {
        let complaint = "[AVFilterGraph @ 0x1] No such filter: 'zscale'\nError initializing filter";
        assert_eq!(missing_filter(complaint), Some("zscale"));
        assert_eq!(missing_filter("No such filter: 'nonsense'"), None);
        assert_eq!(missing_filter("zscale"), None);
    }
}

/// What the tests of this module share.
#[cfg(test)]
mod samples {
    use series::{AudioFacts, ClipFacts, Container, Fingerprint, Ratio, StreamSpan, VideoFacts};

    use super::*;

    /// 90 seconds of 1080p at 29.97 frames a second with stereo sound.
    pub(super) fn facts() -> ClipFacts {
        let timebase = Ratio { num: 1, den: 30_000 };
        ClipFacts {
            size_bytes: 1_000_000,
            modified_ms: 0,
            fingerprint: Fingerprint::new("00"),
            container: Container::Mp4,
            duration: Micros::from_secs(90),
            video: VideoFacts {
                codec: "h264".into(),
                profile: Some("High".into()),
                pixel_format: "yuv420p".into(),
                bit_depth: 8,
                width: 1920,
                height: 1080,
                coded_width: 1920,
                coded_height: 1080,
                rotation: 0,
                fps: Ratio::new(30_000, 1_001),
                variable_rate: false,
                hdr: None,
                span: Some(StreamSpan { start: 0, ticks: 2_700_000, timebase }),
                frames: Some(2_697),
            },
            audio: Some(AudioFacts {
                codec: "aac".into(),
                channels: 2,
                sample_rate: 44_100,
                tracks: 1,
                span: None,
            }),
            created: None,
        }
    }

    /// Arguments, one a line.
    pub(super) fn shown(args: &[OsString]) -> String {
        let args = args.iter().map(|arg| arg.to_string_lossy().replace(FORMATS, "FORMATS"));
        args.collect::<Vec<_>>().join("\n")
    }
}
