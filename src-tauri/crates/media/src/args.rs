//! What ffmpeg and ffprobe are asked. Pure: nothing here runs anything.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
};

use series::{ClipFacts, Micros, Ratio, Road};

use crate::{ExportJob, MediaError};

/// The kinds of file that may be opened: containers that hold their own bytes. Playlists, scripts,
/// picture sequences and devices are not among them.
const FORMATS: &str = "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,mxf,ogg,h264,hevc,obu,ivf,rm,\
    dv,nut,gxf,wtv,yuv4mpegpipe,vc1,mp3,wav,w64,flac,aac,aiff,caf,ape,ac3,eac3,dts,amr,\
    png_pipe,jpeg_pipe,bmp_pipe,tiff_pipe,webp_pipe";

/// A list of arguments in the making.
#[derive(Default)]
struct Args(Vec<OsString>);

impl Args {
    fn with<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        self.0.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Says what may be opened, then the file itself.
    fn input(self, path: &Path) -> Self {
        self.with(["-protocol_whitelist", "file,pipe,fd", "-format_whitelist", FORMATS, "-i"]).file(path)
    }

    /// A name behind `file:` is only a name, whatever it begins with.
    fn file(mut self, path: &Path) -> Self {
        let mut name = OsString::from("file:");
        name.push(path);
        self.0.push(name);
        self
    }
}

/// Asks ffprobe for everything a clip's facts need. `packets` asks for the first few hundred packets
/// too: where a container does not count its frames, their times tell whether they come evenly.
pub(crate) fn probe(path: &Path, packets: bool) -> Vec<OsString> {
    let mut args = Args::default().with(["-v", "error", "-of", "json", "-show_format", "-show_streams"]);
    if packets {
        args = args.with(["-show_packets", "-read_intervals", "%+#400"]);
    }
    args.input(path).0
}

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

/// Asks ffmpeg for the file that is delivered. `has` tells which encoders there are.
pub(crate) fn export(job: &ExportJob<'_>, has: impl Fn(&str) -> bool) -> Result<Vec<OsString>, MediaError> {
    let source = job.parts[0];
    let (video, audio) = match job.road {
        Road::Transcode { video, audio } => (video, audio),
        Road::Copy | Road::Remux | Road::SmartCut { .. } => (false, false),
    };
    let start = source.trim.map_or(Micros::ZERO, |trim| trim.start);
    let mut args = Args::default()
        .with(["-hide_banner", "-nostdin", "-y", "-v", "error", "-nostats", "-progress", "pipe:1"])
        .with(["-stats_period", "0.2"]);
    if start > Micros::ZERO {
        args = args.with(["-ss", &start.as_seconds()]);
    }
    args = args.input(source.path).with([
        "-map",
        "0:V:0",
        "-map",
        "0:a:0?",
        "-map_chapters",
        "-1",
        "-dn",
        "-sn",
    ]);
    args = if video { picture(args, job, has)? } else { copied_picture(args, job) };
    args = match &source.facts.audio {
        Some(_) if audio => sound(args, job),
        Some(_) => args.with(["-c:a", "copy"]),
        None => args,
    };
    Ok(args
        .with(["-movie_timescale", "1000000", "-write_tmcd", "0", "-movflags", "+faststart", "-f", "mp4"])
        .file(job.output)
        .0)
}

fn copied_picture(args: Args, job: &ExportJob<'_>) -> Args {
    let args = args.with(["-c:v", "copy"]);
    if job.parts[0].facts.video.codec == "hevc" { args.with(["-tag:v", "hvc1"]) } else { args }
}

/// The picture encoded anew, each frame at its own time, on the source's ticks.
fn picture(args: Args, job: &ExportJob<'_>, has: impl Fn(&str) -> bool) -> Result<Args, MediaError> {
    let (facts, length) = (job.parts[0].facts, job.length().as_seconds());
    let mut filter = format!("trim=end={length},setpts='if(eq(N,0),0,PTS)'");
    if let Some(even) = evened(facts) {
        filter.push_str(even);
    }
    let ticks = ticks_a_second(facts);
    let deep = facts.video.bit_depth > 8 && (facts.video.hdr.is_some() || has("libx265"));
    let encoder = if deep { "libx265" } else { "libx264" };
    if !has(encoder) {
        return Err(MediaError::EncoderMissing { encoder });
    }
    let encode: Vec<&str> = match deep {
        true => "-c:v libx265 -preset veryfast -crf 20 -pix_fmt yuv420p10le -tag:v hvc1 -x265-params log-level=error",
        false => "-c:v libx264 -preset veryfast -crf 18 -pix_fmt yuv420p",
    }
    .split(' ')
    .collect();
    // The frame that is shown last is shown until the very end. Frames come in another order than they
    // are shown in: it is the one behind all before it. No frame may last longer than 2^31 ticks.
    let last = format!(
        "setts=pts=PTS:dts=DTS:duration='\
         st(0,max(ld(0),PTS));st(1,floor({length}*{ticks}+0.001)-PTS);\
         if(eq(ld(0),PTS)*lt(ld(1),1000000000),ld(1),DURATION)'"
    );
    Ok(args
        .with(["-vf", &filter, "-fps_mode", "passthrough", "-enc_time_base", &format!("1/{ticks}")])
        .with(encode)
        .with(["-bsf:v", &last, "-video_track_timescale", &ticks.to_string()]))
}

/// Samples a second that AAC can hold, up to what players are sure to play.
const AAC_RATES: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/// The sound encoded anew: silence where there is none, and exactly as many samples as asked for.
fn sound(args: Args, job: &ExportJob<'_>) -> Args {
    let rate = job.parts[0].facts.audio.as_ref().map_or(48_000, |audio| audio.sample_rate);
    let rate = if AAC_RATES.contains(&rate) { rate } else { 48_000 };
    let samples = i128::from(job.length().get()) * i128::from(rate) / 1_000_000;
    let filter = format!(
        "aresample={rate}:async=1:first_pts=0,apad=whole_len={samples},atrim=end_sample={samples},\
         asetpts=N/SR/TB"
    );
    args.with(["-af", &filter, "-c:a", "aac", "-b:a", "192k"])
}

/// Encoders want even numbers of pixels: an odd line is cut off, a single one is doubled.
fn evened(facts: &ClipFacts) -> Option<&'static str> {
    let (width, height) = (facts.video.coded_width, facts.video.coded_height);
    if width < 2 || height < 2 {
        Some(",pad=w='2*ceil(iw/2)':h='2*ceil(ih/2)'")
    } else if width % 2 == 1 || height % 2 == 1 {
        Some(",crop=w='2*trunc(iw/2)':h='2*trunc(ih/2)'")
    } else {
        None
    }
}

/// Ticks a second for the picture's times: a multiple of the source's own and of a thousand, so that
/// each frame and each whole millisecond falls on one, and as fine as twenty minutes in 32 bits allow.
fn ticks_a_second(facts: &ClipFacts) -> u32 {
    const MOST: u64 = 3_000_000;
    let Ratio { den, .. } = facts.video.span.map_or(Ratio { num: 1, den: 1_000 }, |span| span.timebase);
    let both = u64::from(den) / gcd(den.into(), 1_000) * 1_000;
    if both <= MOST { (MOST / both * both) as u32 } else { den }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// How far an export is, by a line of its progress.
pub(crate) fn progress(line: &str) -> Option<Micros> {
    let micros: i64 = line.strip_prefix("out_time_us=")?.trim().parse().ok()?;
    Some(Micros::new(micros.max(0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use series::{AudioFacts, Container, Fingerprint, Hdr, StreamSpan, Trim, VideoFacts};

    use super::*;

    fn facts() -> ClipFacts {
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

    fn asked(facts: &ClipFacts, road: Road, trim: Option<Trim>) -> String {
        let (input, output) = (Path::new("-i \"odd\".mp4"), Path::new("01 - Title.mp4.part"));
        let road = if trim.is_some() { Road::Transcode { video: true, audio: true } } else { road };
        let job = ExportJob::plain(input, facts, trim, road, output);
        shown(&export(&job, |_| true).unwrap())
    }

    fn shown(args: &[OsString]) -> String {
        let args = args.iter().map(|arg| arg.to_string_lossy().replace(FORMATS, "FORMATS"));
        args.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_asked() {
        let path = Path::new("-clip.mp4");
        let trim = Some(Trim { start: Micros::new(2_345_678), end: Micros::new(32_345_678) });
        let anew = Road::Transcode { video: true, audio: true };
        insta::assert_snapshot!("probe", shown(&probe(path, false)));
        insta::assert_snapshot!("probe_packets", shown(&probe(path, true)));
        let jpeg = Picture::Jpeg { height: 180 };
        insta::assert_snapshot!("still", shown(&frame(path, Moment::At(Micros::new(1_500_000)), jpeg)));
        insta::assert_snapshot!(
            "cover",
            shown(&frame(path, Moment::BeforeEnd(Micros::from_secs(2)), Picture::Png))
        );
        insta::assert_snapshot!("remux", asked(&facts(), Road::Remux, None));
        insta::assert_snapshot!("trim", asked(&facts(), Road::Remux, trim));
        insta::assert_snapshot!(
            "sound_only",
            asked(&facts(), Road::Transcode { video: false, audio: true }, None)
        );
        let mut hevc = facts();
        hevc.video.codec = "hevc".into();
        hevc.audio = None;
        insta::assert_snapshot!("remux_hevc_silent", asked(&hevc, Road::Remux, None));
        hevc.video.hdr = Some(Hdr::Hlg);
        hevc.video.bit_depth = 10;
        (hevc.video.coded_width, hevc.video.coded_height) = (1919, 1079);
        insta::assert_snapshot!("trim_hdr_odd", asked(&hevc, anew, trim));
    }

    #[test]
    fn an_encoder_that_is_not_there_is_named() {
        let mut facts = facts();
        let missing = |facts: &ClipFacts, there: &[&str]| {
            let path = Path::new("a.mp4");
            let road = Road::Transcode { video: true, audio: true };
            let job = ExportJob::plain(path, facts, None, road, path);
            match export(&job, |name| there.contains(&name)) {
                Err(MediaError::EncoderMissing { encoder }) => Some(encoder),
                _ => None,
            }
        };
        assert_eq!(missing(&facts, &["libx265"]), Some("libx264"));
        facts.video.bit_depth = 10;
        assert_eq!(missing(&facts, &["libx264"]), None);
        facts.video.hdr = Some(Hdr::Pq);
        assert_eq!(missing(&facts, &["libx264"]), Some("libx265"));
    }

    proptest! {
        #[test]
        fn ticks_hold_every_frame_and_every_millisecond(den in prop::sample::select(vec![1_000_u32, 12_800, 15_360, 24_000, 25, 30_000, 60_000, 90_000, 600, 48_000, 19_200])) {
            let mut facts = facts();
            facts.video.span = Some(StreamSpan { start: 0, ticks: 1, timebase: Ratio { num: 1, den } });
            let ticks = ticks_a_second(&facts);
            prop_assert!(ticks.is_multiple_of(den) && ticks.is_multiple_of(1_000), "{ticks}");
            prop_assert!(u64::from(ticks) * 1_200 <= u64::from(u32::MAX));
        }
    }

    #[test]
    fn progress_is_read_line_by_line() {
        assert_eq!(progress("out_time_us=1500000"), Some(Micros::from_millis(1_500)));
        assert_eq!(progress("out_time_us=-21000"), Some(Micros::ZERO));
        assert_eq!(progress("out_time_us=N/A"), None);
        assert_eq!(progress("speed=2x"), None);
    }
}
