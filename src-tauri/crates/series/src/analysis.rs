//! What reading a clip through found: where a copy can begin, where the talk pauses, how loud it is.
//! Found once for a content and kept; everything else works without it, only less well.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Decibels, Fingerprint, Micros, Trim};

/// The analyses there are, by content.
pub type Analyses = BTreeMap<Fingerprint, Arc<Analysis>>;

/// What reading a clip through found. All times are from the clip's start.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Analysis {
    /// The picture's index, once read.
    pub index: Option<PictureIndex>,
    /// The sound, once heard. A clip without sound has an empty one.
    pub sound: Option<SoundAnalysis>,
}

/// What the index of a clip's picture tells, without decoding it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureIndex {
    /// How many frames there are.
    pub frames: u64,
    /// When the frames are shown at which a copy can begin: keyframes nothing shown later needs a frame
    /// before of. In order.
    pub keyframes: Vec<Micros>,
    /// Why only whole re-encoding (or nothing) cuts this picture exactly, if that is so.
    pub uncuttable: Option<Uncuttable>,
    /// Where the picture probably changes to another scene. In order.
    pub scenes: Vec<Micros>,
    /// Chapters the file names. In order.
    pub chapters: Vec<Chapter>,
}

/// Why a picture cannot be cut by encoding only the seam anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Uncuttable {
    /// Its codec is neither H.264 nor HEVC.
    Codec,
    /// More than 8 bits a sample, or another colour layout than 4:2:0.
    Depth,
    /// High dynamic range.
    Hdr,
    /// It is interlaced.
    Interlaced,
    /// No keyframe behind the in point to begin a copy at.
    NoKeyframe,
    /// Its samples could not be told apart.
    Index,
    /// This ffmpeg has no encoder for it.
    Encoder,
}

/// A chapter that a file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chapter {
    /// Where it begins.
    pub start: Micros,
    /// Its title; may be empty.
    pub title: String,
}

/// What hearing a clip's sound through found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SoundAnalysis {
    /// Integrated loudness (EBU R 128), in LUFS; none for silence or no sound.
    pub loudness: Option<Decibels>,
    /// The highest true peak, in dBTP; none for silence or no sound.
    pub true_peak: Option<Decibels>,
    /// Where the talk pauses. In order, not touching.
    pub pauses: Vec<Trim>,
}
