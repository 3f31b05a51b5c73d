//! The proof of a finished file: what was looked at, and what was found. It is kept with the file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Micros;

/// What was proven of a finished file. There is one only for a file that passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Proof {
    /// How many frames are shown. As many as were asked for: none lost, none doubled.
    pub frames: u64,
    /// How many of them are the source's own, bit for bit.
    pub copied: u64,
    /// When the first frame is shown, from its clip's start.
    pub first: Micros,
    /// When the last frame begins, from its clip's start.
    pub last: Micros,
    /// Where encoded frames meet copied ones, from the file's start.
    pub seams: Vec<Micros>,
    /// The container's duration. Never longer than asked.
    pub duration: Micros,
    /// By how much the sound comes late against the source (early, below zero). Under one audio frame.
    pub sound_offset: Micros,
    /// How much of the file was decoded to see that it decodes.
    pub decoded: Decoded,
}

/// How much of a file was decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Decoded {
    /// Nothing: it is the source, byte for byte.
    Nothing,
    /// Around every seam and at both ends; the rest is the source's own packets.
    Seams,
    /// All of it.
    Whole,
}
