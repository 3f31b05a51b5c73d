//! What a clip shows and sounds like: decoded once, held against another.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::frames::BARCODE_BITS;

/// Packets of sound are at most so many samples.
const PACKET: i64 = 1_024;
/// So much sound is compared at once.
const WINDOW: usize = 2_048;

/// What decoding a clip gives.
pub struct Decoded {
    /// Its pictures as stored, of 8 bits, in the order they are shown in.
    pub pictures: Vec<Vec<u8>>,
    /// When each is shown, in microseconds from the clip's start.
    pub times: Vec<i64>,
    /// Its first sound, mono: the first sample is heard at the clip's start.
    pub sound: Vec<i16>,
    /// Samples a second of that sound.
    pub rate: i64,
    /// What ffmpeg complained about.
    pub complaint: String,
}

impl Decoded {
    /// Decodes a clip with sound at that rate, or without.
    ///
    /// # Panics
    /// If ffmpeg cannot decode it.
    #[must_use]
    pub fn of(clip: &Path, rate: Option<u32>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = |name: &str| -> PathBuf { folder.path().join(name) };
        let picture = ["-map", "0:v:0", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p"];
        // Where clips of several rates stand in a row, frames come nearer together than any one rate has it.
        let picture = [&picture[..], &["-enc_time_base", "1/1000000"]].concat();
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-nostdin", "-y", "-noautorotate", "-i"]).arg(clip);
        ffmpeg.args(&picture).args(["-f", "rawvideo"]).arg(file("pictures"));
        ffmpeg.args(&picture).args(["-f", "framecrc"]).arg(file("times"));
        if let Some(rate) = rate {
            // From the clip's start on, whatever is silent there, and gaps as silence.
            let filter = format!("aresample={rate}:async=1:min_hard_comp=0.01:first_pts=0");
            ffmpeg.args(["-map", "0:a:0", "-af", &filter, "-ac", "1", "-f", "s16le"]).arg(file("sound"));
        }
        let output = ffmpeg.output().expect("ffmpeg is installed");
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {complaint}", clip.display());
        let read = |name: &str| fs::read(file(name)).unwrap_or_default();
        let times = String::from_utf8(read("times")).expect("ffmpeg writes text");
        let number = |line: &str, nth: usize| line.split(',').nth(nth)?.trim().parse::<i64>().ok();
        let lines: Vec<&str> = times.lines().filter(|line| !line.starts_with('#')).collect();
        let size = lines.first().and_then(|line| number(line, 4)).map_or(1, |size| size as usize);
        Self {
            pictures: read("pictures").chunks_exact(size).map(<[u8]>::to_vec).collect(),
            times: lines.iter().map(|line| number(line, 2).expect("a time in microseconds")).collect(),
            sound: read("sound").chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect(),
            rate: rate.unwrap_or(1).into(),
            complaint,
        }
    }

    /// The numbers of the frames that are shown from `start` up to, but without, `end`.
    #[must_use]
    pub fn frames(&self, start: i64, end: i64) -> std::ops::Range<usize> {
        let before = |time: i64| self.times.partition_point(|shown| *shown < time);
        before(start)..before(end)
    }

    /// The numbers its frames show, in order. For clips of 160 × 90, as stored.
    #[must_use]
    pub fn numbers(&self) -> Vec<u32> {
        self.pictures.iter().map(|picture| number(picture)).collect()
    }

    /// How many samples are heard before that time.
    #[must_use]
    pub fn samples(&self, time: i64) -> usize {
        let samples = (time * self.rate + 500_000).div_euclid(1_000_000);
        usize::try_from(samples).expect("no time before the clip's start")
    }

    /// By how many samples this sound comes later at `at` (both in samples) than another's at `from`;
    /// none if it is another sound.
    #[must_use]
    pub fn late(&self, at: usize, other: &Self, from: usize) -> Option<i64> {
        let ours = self.sound.get(at..at + WINDOW)?;
        let like = |lag: i64| {
            let from = usize::try_from(from as i64 - lag).ok()?;
            Some(likeness(ours, other.sound.get(from..from + WINDOW)?))
        };
        if like(0)? > 0.999 {
            return Some(0);
        }
        let lags = (-PACKET..=PACKET).filter_map(|lag| Some((like(lag)?, lag)));
        lags.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|best| best.0 > 0.8).map(|best| best.1)
    }
}

/// The number that a picture shows in its squares, the lowest bit first.
fn number(picture: &[u8]) -> u32 {
    let (across, wide) = (160, 160 / BARCODE_BITS as usize);
    let bit = |square: &usize| {
        let rows = picture.chunks(across).skip(4).take(8);
        let light: usize =
            rows.flat_map(|row| &row[square * wide..][..wide]).map(|light| usize::from(*light)).sum();
        light > 127 * 8 * wide
    };
    (0..BARCODE_BITS as usize).filter(bit).map(|square| 1 << square).sum()
}

/// How alike two sounds are: 1 for the same, whatever their loudness; silence is like silence.
fn likeness(one: &[i16], other: &[i16]) -> f64 {
    let (mut both, mut first, mut second) = (0_i64, 0_i64, 0_i64);
    for (a, b) in one.iter().zip(other) {
        let (a, b) = (i64::from(*a), i64::from(*b));
        (both, first, second) = (both + a * b, first + a * a, second + b * b);
    }
    if first.max(second) < 100 * one.len() as i64 {
        return 1.0;
    }
    both as f64 / (first as f64 * second as f64).sqrt().max(1.0)
}

/// How alike two pictures are, in decibels; infinite for equal ones.
#[must_use]
pub fn psnr(one: &[u8], other: &[u8]) -> f64 {
    if one == other {
        return f64::INFINITY;
    }
    let sum: u64 = one.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    10.0 * (255.0_f64.powi(2) * one.len() as f64 / sum as f64).log10()
}
