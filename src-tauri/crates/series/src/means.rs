//! What a machine can do, and how fast: both are found by those who run things, and handed in.

use serde::{Deserialize, Serialize};

use crate::Micros;

/// What this machine works with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Means {
    /// What its ffmpeg can encode.
    pub encoders: Encoders,
    /// How fast it is.
    pub pace: Pace,
}

/// What an ffmpeg can encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Encoders {
    /// H.264.
    pub h264: Encodes,
    /// HEVC.
    pub hevc: Encodes,
}

/// How well an ffmpeg encodes a codec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encodes {
    /// Not at all.
    Not,
    /// Whole pictures only: its parameter sets are its own.
    Whole,
    /// Whole pictures, and seams that fit the frames they meet.
    Seams,
}

/// How fast this machine works, for estimates. Measured, and learned from every file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Bytes copied a second.
    pub copy: u64,
    /// Pixels encoded a second: width × height × frames.
    pub encode: u64,
    /// Microseconds of sound encoded a second.
    pub sound: u64,
    /// What every file costs by itself: starting, probing, proving.
    pub file: Micros,
}

impl Default for Encoders {
    /// An ffmpeg with the two encoders that most have, libx264 and libx265.
    fn default() -> Self {
        Self { h264: Encodes::Seams, hevc: Encodes::Seams }
    }
}

impl Default for Pace {
    /// A slow laptop.
    fn default() -> Self {
        Self { copy: 400_000_000, encode: 60_000_000, sound: 40_000_000, file: Micros::from_millis(600) }
    }
}
