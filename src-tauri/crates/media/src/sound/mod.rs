//! Hearing a clip's sound through, once: how loud it is, where it pauses, and its waveform.
//!
//! ffmpeg only decodes. Everything is found in the one stream of samples it sends, in steps of ten
//! milliseconds, and memory grows by a few bytes a step.

mod ear;
mod listen;
mod loudness;
mod pauses;
mod peaks;
mod true_peak;

pub use peaks::{Bucket, Peaks};
use series::SoundAnalysis;

/// How many steps a second has.
const STEPS_A_SECOND: u32 = 100;
/// How long a step is, in microseconds.
const STEP_MICROS: i64 = 1_000_000 / STEPS_A_SECOND as i64;

/// What was heard in a clip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Loudness, true peak and pauses.
    pub sound: SoundAnalysis,
    /// The waveform; empty without sound.
    pub peaks: Peaks,
}

/// In which form sound is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// Samples a second.
    pub(crate) rate: u32,
    /// Interleaved channels: one, two, or the six of 5.1 (left, right, centre, bass, two behind).
    pub(crate) channels: usize,
}

impl Form {
    /// The form to hear sound of so many channels and samples a second in: its own where that is a
    /// usual one. Nothing above 24 kHz is heard.
    pub(crate) fn heard(channels: u32, rate: u32) -> Self {
        let channels = match channels {
            1 => 1,
            3..=8 => 6,
            _ => 2,
        };
        Self { rate: if (8_000..=48_000).contains(&rate) { rate } else { 48_000 }, channels }
    }

    /// ffmpeg's name of the channels.
    pub(crate) fn layout(self) -> &'static str {
        match self.channels {
            1 => "mono",
            2 => "stereo",
            _ => "5.1",
        }
    }
}
