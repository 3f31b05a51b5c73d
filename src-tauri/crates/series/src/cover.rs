//! The series cover: a picture kept with the draft, so it outlives the file it came from.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EpisodeId, Fingerprint, Micros};

/// The cover of a series. The picture's bytes are kept by `storage` under `picture`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Cover {
    /// Names the kept JPEG: BLAKE3 of its bytes.
    pub picture: Fingerprint,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Where it was taken from.
    pub from: CoverSource,
}

/// Where a cover was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CoverSource {
    /// A frame of an episode, at a time of its clip.
    Frame {
        /// The episode.
        episode: EpisodeId,
        /// Time in the clip.
        at: Micros,
    },
    /// A picture file.
    File {
        /// Its path when it was read.
        path: String,
    },
}
