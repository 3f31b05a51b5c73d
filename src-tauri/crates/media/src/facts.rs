//! Turns ffprobe's report into the facts of a clip: exact integers, no guesses.

use std::path::Path;

use serde::Deserialize;
use series::{AudioFacts, ClipFacts, Container, Hdr, Micros, Ratio, StreamSpan, VideoFacts};

use crate::{MediaError, seen::Seen, sniff::Sniffed};

/// What `ffprobe -show_format -show_streams` says, as far as it is used.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
    #[serde(default)]
    packets: Vec<Packet>,
}

#[derive(Debug, Deserialize)]
struct Packet {
    stream_index: Option<u32>,
    pts: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
struct Format {
    #[serde(default)]
    format_name: String,
    duration: Option<String>,
    #[serde(default)]
    tags: Tags,
}

#[derive(Debug, Default, Deserialize)]
struct Tags {
    creation_time: Option<String>,
    rotate: Option<String>,
    major_brand: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stream {
    index: u32,
    codec_type: String,
    codec_name: Option<String>,
    profile: Option<String>,
    width: u32,
    height: u32,
    sample_aspect_ratio: Option<String>,
    pix_fmt: Option<String>,
    color_transfer: Option<String>,
    r_frame_rate: Option<String>,
    avg_frame_rate: Option<String>,
    time_base: Option<String>,
    start_pts: Option<i64>,
    duration_ts: Option<i64>,
    nb_frames: Option<String>,
    channels: u32,
    sample_rate: Option<String>,
    disposition: Disposition,
    tags: Tags,
    side_data_list: Vec<SideData>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Disposition {
    attached_pic: u8,
    timed_thumbnails: u8,
    still_image: u8,
}

#[derive(Debug, Deserialize)]
struct SideData {
    #[serde(default)]
    side_data_type: String,
    rotation: Option<serde_json::Number>,
}

/// Reads the facts out of a report.
pub(crate) fn read(path: &Path, seen: Seen, report: &Report) -> Result<ClipFacts, MediaError> {
    let path = || path.to_owned();
    let of_type = |kind: &'static str| report.streams.iter().filter(move |stream| stream.codec_type == kind);
    let Some(picture) = of_type("video").find(|stream| stream.moves()) else {
        return Err(match report.streams.iter().any(|stream| stream.codec_type == "audio") {
            true => MediaError::NoPicture { path: path() },
            false if of_type("video").next().is_some() => MediaError::StillImage { path: path() },
            false => MediaError::NotMedia { path: path(), detail: "it has neither picture nor sound".into() },
        });
    };
    if report.format.format_name.ends_with("_pipe") {
        return Err(MediaError::StillImage { path: path() });
    }
    if picture.width == 0 || picture.height == 0 {
        return Err(MediaError::Damaged { path: path(), detail: "its picture has no size".into() });
    }
    let duration = report.format.duration.as_deref().and_then(seconds).filter(|time| *time > Micros::ZERO);
    let Some(duration) = duration else { return Err(MediaError::NoDuration { path: path() }) };
    let tracks = of_type("audio").count() as u32;
    Ok(ClipFacts {
        size_bytes: seen.size_bytes,
        modified_ms: seen.modified_ms,
        fingerprint: seen.fingerprint,
        container: report.format.container(seen.kind),
        duration,
        video: picture.video(&report.packets),
        audio: of_type("audio").next().map(|sound| sound.audio(tracks)),
        created: report.format.tags.created().or_else(|| picture.tags.created()),
    })
}

impl Format {
    fn container(&self, kind: Sniffed) -> Container {
        let name = self.format_name.as_str();
        let first = name.split(',').next().unwrap_or(name);
        match first {
            "mov" if self.tags.major_brand.as_deref().is_some_and(|brand| brand.trim_end() == "qt") => {
                Container::Mov
            }
            // A QuickTime file of before 2001 names no brand at all.
            "mov" if self.tags.major_brand.is_none() => Container::Mov,
            "mov" => Container::Mp4,
            "matroska" | "webm" if kind == Sniffed::Webm => Container::Webm,
            "matroska" => Container::Matroska,
            other => Container::Other(other.to_owned()),
        }
    }
}

impl Tags {
    /// Cameras without a clock write 1904 or 1970: that is no time.
    fn created(&self) -> Option<String> {
        let time = self.creation_time.as_deref()?;
        let year: u32 = time.get(..4)?.parse().ok()?;
        (year > 1970 && time.get(10..11) == Some("T")).then(|| time.to_owned())
    }
}

impl Stream {
    /// A cover picture is a video stream to ffprobe, but it does not move.
    fn moves(&self) -> bool {
        let Disposition { attached_pic, timed_thumbnails, still_image } = self.disposition;
        attached_pic == 0 && timed_thumbnails == 0 && still_image == 0
    }

    fn video(&self, packets: &[Packet]) -> VideoFacts {
        let rotation = self.rotation();
        let (across, down) = (shown_width(self.width, self.sample_aspect_ratio.as_deref()), self.height);
        let (width, height) = if rotation % 180 == 90 { (down, across) } else { (across, down) };
        let pixel_format = self.pix_fmt.clone().unwrap_or_default();
        let (average, lowest) = (rate(&self.avg_frame_rate), rate(&self.r_frame_rate));
        let span = self.span();
        let frames = self.nb_frames.as_deref().and_then(|frames| frames.parse().ok());
        let times = packets.iter().filter(|packet| packet.stream_index == Some(self.index));
        let even = match come_evenly(times.filter_map(|packet| packet.pts).collect()) {
            true => even_rate(average, lowest, frames, span),
            false => None,
        };
        VideoFacts {
            codec: self.codec_name.clone().unwrap_or_default(),
            profile: self.profile.clone(),
            bit_depth: bit_depth(&pixel_format),
            pixel_format,
            width,
            height,
            coded_width: self.width,
            coded_height: self.height,
            rotation,
            fps: even.or(average).or(lowest),
            variable_rate: even.is_none() && average.is_some() && lowest.is_some(),
            hdr: self.hdr(),
            span,
            frames,
        }
    }

    fn audio(&self, tracks: u32) -> AudioFacts {
        AudioFacts {
            codec: self.codec_name.clone().unwrap_or_default(),
            channels: self.channels,
            sample_rate: self.sample_rate.as_deref().and_then(|rate| rate.parse().ok()).unwrap_or(0),
            tracks,
            span: self.span(),
        }
    }

    fn span(&self) -> Option<StreamSpan> {
        let timebase = ratio(self.time_base.as_deref()?)?;
        Some(StreamSpan { start: self.start_pts.unwrap_or(0), ticks: self.duration_ts?, timebase })
    }

    fn rotation(&self) -> u16 {
        let matrix = self.side_data_list.iter().find_map(|data| data.rotation.as_ref());
        let clockwise = match matrix {
            // ffprobe counts counter-clockwise.
            Some(turn) => {
                let turn = turn.as_i64().or_else(|| turn.as_f64().map(|turn| turn.round() as i64));
                360 - turn.unwrap_or(0).rem_euclid(360)
            }
            None => self.tags.rotate.as_deref().and_then(|turn| turn.parse().ok()).unwrap_or(0),
        };
        let quarters = (clockwise.rem_euclid(360) + 45) / 90 % 4;
        quarters as u16 * 90
    }

    fn hdr(&self) -> Option<Hdr> {
        if self.side_data_list.iter().any(|data| data.side_data_type.starts_with("DOVI")) {
            return Some(Hdr::DolbyVision);
        }
        match self.color_transfer.as_deref()? {
            "smpte2084" => Some(Hdr::Pq),
            "arib-std-b67" => Some(Hdr::Hlg),
            _ => None,
        }
    }
}

/// Seconds as ffprobe writes them, `12.345000`.
fn seconds(text: &str) -> Option<Micros> {
    text.parse().ok()
}

/// `30000/1001` or `16:9`. A ratio with a zero is ffprobe's word for "unknown".
fn ratio(text: &str) -> Option<Ratio> {
    let (num, den) = text.split_once(['/', ':'])?;
    let num: u32 = num.parse().ok()?;
    (num > 0).then_some(())?;
    Ratio::new(num, den.parse().ok()?)
}

fn rate(text: &Option<String>) -> Option<Ratio> {
    ratio(text.as_deref()?)
}

fn shown_width(width: u32, aspect: Option<&str>) -> u32 {
    let Some(aspect) = aspect.and_then(ratio) else { return width };
    let (num, den) = (u64::from(aspect.num), u64::from(aspect.den));
    u32::try_from((u64::from(width) * num + den / 2) / den).unwrap_or(width).max(1)
}

/// Bits a sample, by ffmpeg's name of the pixel format: `yuv420p10le`, `p010le`, `gray12`, `rgb48be`.
fn bit_depth(pixel_format: &str) -> u8 {
    // Only samples of more than a byte have an order of bytes.
    let Some(name) = pixel_format.strip_suffix("le").or_else(|| pixel_format.strip_suffix("be")) else {
        return 8;
    };
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    match &name[name.len() - digits..] {
        "9" => 9,
        "10" | "010" | "210" | "410" | "30" => 10,
        "12" | "012" | "212" | "412" | "36" => 12,
        "14" => 14,
        "16" | "016" | "216" | "416" | "48" | "64" => 16,
        _ => 8,
    }
}

/// Do frames at these ticks come evenly, as far as rounding to whole ticks allows? A few tell nothing.
fn come_evenly(mut times: Vec<i64>) -> bool {
    times.sort_unstable();
    let steps = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
    let (Some(short), Some(long)) = (steps.clone().min(), steps.max()) else { return true };
    times.len() < 8 || long - short <= (short / 20).max(2)
}

/// The rate at which all frames come, if they come at even times.
///
/// ffprobe tells the average rate and the lowest rate whose ticks hold every time it saw. At an even
/// rate the two agree: as many frames fit into the stream as it has, give or take one at each end (a
/// cut makes the first or last frame short). Of interlaced streams it may count fields, twice as many.
/// Where the container does not count its frames, the two rates may differ by half a percent.
fn even_rate(
    average: Option<Ratio>,
    lowest: Option<Ratio>,
    frames: Option<u64>,
    span: Option<StreamSpan>,
) -> Option<Ratio> {
    let (average, lowest) = (average?, lowest?);
    let even = |rate: &Ratio| match (frames, span) {
        (Some(frames), Some(span)) if frames > 0 && span.ticks > 0 => {
            // frames that fit = ticks × timebase × rate, as one fraction
            let num = i128::from(span.timebase.num) * i128::from(rate.num);
            let den = i128::from(span.timebase.den) * i128::from(rate.den);
            let fit = i128::from(span.ticks).checked_mul(num);
            let there = i128::from(frames).checked_mul(den);
            fit.zip(there).is_some_and(|(fit, there)| fit.saturating_sub(there).abs() <= 2 * den)
        }
        _ => {
            let a = i128::from(average.num) * i128::from(rate.den);
            let b = i128::from(rate.num) * i128::from(average.den);
            (a - b).abs() * 200 <= b
        }
    };
    let of_fields = match lowest.num % 2 {
        0 => Ratio::new(lowest.num / 2, lowest.den),
        _ => lowest.den.checked_mul(2).and_then(|den| Ratio::new(lowest.num, den)),
    };
    [Some(lowest), of_fields].into_iter().flatten().find(even)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn even(average: (u32, u32), lowest: (u32, u32), counted: Option<(u64, i64)>) -> Option<(u32, u32)> {
        let span =
            counted.map(|(_, ticks)| StreamSpan { start: 0, ticks, timebase: Ratio { num: 1, den: 600 } });
        let frames = counted.map(|(frames, _)| frames);
        even_rate(Ratio::new(average.0, average.1), Ratio::new(lowest.0, lowest.1), frames, span)
            .map(|rate| (rate.num, rate.den))
    }

    #[test]
    fn an_even_rate_is_told_from_an_uneven_one() {
        // One minute at 30 frames a second, whole and with a short last frame.
        assert_eq!(even((30, 1), (30, 1), Some((1_800, 36_000))), Some((30, 1)));
        assert_eq!(even((36_000, 1_199), (30, 1), Some((1_800, 35_990))), Some((30, 1)));
        // A phone in the dark: a tenth of the frames is not there.
        assert_eq!(even((27, 1), (30, 1), Some((1_620, 36_000))), None);
        // Times that only the ticks themselves can hold.
        assert_eq!(even((2_997, 100), (600, 1), Some((1_798, 36_000))), None);
        // Fields counted for frames.
        assert_eq!(even((25, 1), (50, 1), Some((1_500, 36_000))), Some((25, 1)));
        assert_eq!(even((25, 1), (50, 1), None), Some((25, 1)));
        assert_eq!(even((24_000, 1_001), (24, 1), None), Some((24, 1)));
        assert_eq!(even((20, 1), (25, 1), None), None);
    }

    #[test]
    fn a_few_hundred_times_tell_whether_they_are_even() {
        let times = |step: &dyn Fn(i64) -> i64| (0..40).map(step).collect::<Vec<_>>();
        assert!(come_evenly(times(&|n| n * 40)));
        // 30000/1001 in whole milliseconds, in the order of decoding.
        let mut rounded = times(&|n| (n * 1_001 + 15) / 30);
        rounded.swap(3, 4);
        assert!(come_evenly(rounded));
        assert!(!come_evenly(times(&|n| n * 40 + if n > 20 { 40 } else { 0 })));
        assert!(come_evenly(vec![0, 1, 50]));
    }

    #[test]
    fn depths_and_shapes_are_read() {
        for (format, depth) in [
            ("yuv420p", 8),
            ("yuvj420p", 8),
            ("nv12", 8),
            ("rgb24", 8),
            ("bgra", 8),
            ("yuv420p10le", 10),
            ("p010le", 10),
            ("yuv444p12be", 12),
            ("gray16le", 16),
            ("rgb48le", 16),
            ("yuva444p10le", 10),
            ("", 8),
        ] {
            assert_eq!(bit_depth(format), depth, "{format}");
        }
        assert_eq!(shown_width(720, Some("64:45")), 1024);
        assert_eq!(shown_width(1440, Some("4:3")), 1920);
        assert_eq!(shown_width(1920, Some("0:1")), 1920);
        assert_eq!(shown_width(1920, None), 1920);
    }

    proptest! {
        #[test]
        fn no_report_makes_it_panic(
            turn in any::<i64>(), aspect in "[0-9]{0,12}:[0-9]{0,12}", rate in "[0-9]{0,12}/[0-9]{0,12}",
            ticks in any::<i64>(), frames in any::<u64>(), width in any::<u32>(), duration in "[-0-9.:NA/]{0,24}",
        ) {
            let report = serde_json::json!({
                "streams": [{
                    "index": 0, "codec_type": "video", "width": width, "height": 2, "sample_aspect_ratio": aspect,
                    "r_frame_rate": rate, "avg_frame_rate": rate, "time_base": rate, "duration_ts": ticks,
                    "nb_frames": frames.to_string(), "side_data_list": [{ "rotation": turn }],
                }],
                "format": { "format_name": "mov,mp4", "duration": duration },
                "packets": [{ "stream_index": 0, "pts": ticks }, { "stream_index": 0, "pts": i64::MIN }],
            });
            let seen = Seen {
                size_bytes: 1,
                modified_ms: 0,
                fingerprint: series::Fingerprint::new("00"),
                kind: Sniffed::Movie,
            };
            let _ = read(Path::new("a.mp4"), seen, &serde_json::from_value(report).unwrap());
        }
    }
}
