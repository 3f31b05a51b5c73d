//! About how large a file will be, and how long making it takes.

use super::{Delivered, Shot, road::Course, sound::Sound};
use crate::{AudioFacts, Micros, Pace, Ratio, Road, VideoFacts};

/// Bytes a second of sound that is encoded anew.
const ENCODED_SOUND: u64 = 24_000;
/// Encoded frames of one second have at most about this many bytes a pixel, in thousandths: what lossless
/// sources come down to.
const BYTES_A_PIXEL: u64 = 25;

/// About how large the file will be.
pub(super) fn bytes(shots: &[Shot<'_>], course: &Course, delivered: &Delivered, sound: &Sound) -> u64 {
    let mut start = Micros::ZERO;
    let mut bytes = 0_u64;
    for shot in shots {
        let (facts, length) = (&shot.clip.facts, shot.length);
        let end = start + length;
        let anew: Micros = course.anew.iter().map(|span| overlap(span.start, span.end, start, end)).sum();
        start = end;
        let kept = scaled(facts.size_bytes, length, facts.duration);
        let sounding = facts
            .audio
            .as_ref()
            .map_or(0, |audio| scaled(sound_rate(audio), length, Micros::from_secs(1)).min(kept / 2));
        let picture = kept - sounding;
        let copied = scaled(picture, length - anew, length);
        let encoded = encoded(&facts.video, delivered, picture - copied, anew);
        let sounding = if sound.anew || sound.work.silence {
            scaled(ENCODED_SOUND, length, Micros::from_secs(1))
        } else {
            sounding
        };
        bytes = bytes.saturating_add(copied).saturating_add(encoded).saturating_add(sounding);
    }
    // A file that is copied whole is as large as it is.
    match (course.road, shots) {
        (Road::Copy, [shot]) => shot.clip.facts.size_bytes,
        _ => bytes,
    }
}

/// About how many bytes so much of a picture has once it is encoded anew.
fn encoded(video: &VideoFacts, delivered: &Delivered, source: u64, length: Micros) -> u64 {
    // How many tenths of its bytes H.264 of good quality needs: newer codecs say the same in fewer.
    let tenths: u64 = match (video.codec.as_str(), delivered.codec.as_str()) {
        ("av1", "h264") => 26,
        ("hevc" | "vp9", "h264") => 20,
        ("hevc" | "vp9" | "av1", _) => 14,
        ("h264", "h264") => 13,
        ("mpeg4" | "mpeg2video" | "vp8", _) => 10,
        ("h264", _) => 9,
        _ => u64::MAX,
    };
    let shrunk = |bytes: u64| {
        let (from, to) = (pixels(video.width, video.height), pixels(delivered.width, delivered.height));
        u64::try_from(u128::from(bytes) * u128::from(to.min(from)) / u128::from(from)).unwrap_or(bytes)
    };
    let as_source = shrunk(source.saturating_mul(tenths) / 10);
    let frames = frames(delivered.fps.or(video.fps), length);
    let most = pixels(delivered.width, delivered.height).saturating_mul(frames).saturating_mul(BYTES_A_PIXEL);
    as_source.min(most / 1_000)
}

/// About how long making the file takes.
pub(super) fn time(
    shots: &[Shot<'_>],
    course: &Course,
    delivered: &Delivered,
    bytes: u64,
    pace: Pace,
) -> Micros {
    let anew: Micros = course.anew.iter().map(|span| span.length()).sum();
    let length: Micros = shots.iter().map(|shot| shot.length).sum();
    let larger = |shot: &Shot<'_>| pixels(shot.clip.facts.video.width, shot.clip.facts.video.height);
    let size = shots.iter().map(larger).max().unwrap_or(0).max(pixels(delivered.width, delivered.height));
    let sounding = match course.road {
        Road::SmartCut { audio: true } | Road::Transcode { audio: true, .. } => length,
        Road::Copy | Road::Remux | Road::SmartCut { .. } | Road::Transcode { .. } => Micros::ZERO,
    };
    pace.file
        + took(bytes, pace.copy)
        + took(size.saturating_mul(frames(delivered.fps, anew)), pace.encode)
        + took(sounding.get().unsigned_abs(), pace.sound)
}

/// How long so much takes at so much a second.
fn took(amount: u64, a_second: u64) -> Micros {
    let micros = u128::from(amount) * 1_000_000 / u128::from(a_second.max(1));
    Micros::new(i64::try_from(micros).unwrap_or(i64::MAX))
}

fn frames(fps: Option<Ratio>, length: Micros) -> u64 {
    let fps = fps.unwrap_or(Ratio { num: 30, den: 1 });
    let length = u128::from(length.get().max(0).unsigned_abs());
    u64::try_from(length * u128::from(fps.num) / (u128::from(fps.den.max(1)) * 1_000_000)).unwrap_or(u64::MAX)
}

fn pixels(width: u32, height: u32) -> u64 {
    (u64::from(width) * u64::from(height)).max(1)
}

/// About how many bytes a second of a clip's sound has.
fn sound_rate(audio: &AudioFacts) -> u64 {
    let samples = u64::from(audio.sample_rate) * u64::from(audio.channels);
    match audio.codec.as_str() {
        pcm if pcm.starts_with("pcm_") => samples * if pcm.contains("24") { 3 } else { 2 },
        "flac" | "alac" => samples * 6 / 5,
        _ => 8_000 * u64::from(audio.channels.max(1)),
    }
}

fn overlap(start: Micros, end: Micros, from: Micros, to: Micros) -> Micros {
    (end.min(to) - start.max(from)).max(Micros::ZERO)
}

/// So much of `whole`, exactly as much of it as `part` is of `all`.
fn scaled(whole: u64, part: Micros, all: Micros) -> u64 {
    let micros = |time: Micros| u128::from(time.get().max(0).unsigned_abs());
    u64::try_from(u128::from(whole) * micros(part) / micros(all).max(1)).unwrap_or(u64::MAX)
}
