//! The export plan: how each episode's file will be made, and why, before anything is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EpisodeId, Message};

/// How an episode's file is made. The first that does it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "road", rename_all = "snake_case")]
pub enum Road {
    /// The file is copied, byte for byte.
    Copy,
    /// The streams are copied into an MP4.
    Remux,
    /// Streams are encoded anew.
    Transcode {
        /// Is the picture encoded anew, or copied?
        video: bool,
        /// Is the sound encoded anew, or copied?
        audio: bool,
    },
}

/// One episode of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EpisodePlan {
    /// The episode.
    pub episode: EpisodeId,
    /// Its file's name in the kit: `01 - Title.mp4`.
    pub file_name: String,
    /// How the file is made.
    pub road: Road,
    /// Why not a cheaper road.
    pub reason: Message,
    /// About how large it will be, in bytes.
    pub bytes: u64,
}

/// The plan of a whole draft, in order of episodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportPlan {
    /// The episodes.
    pub episodes: Vec<EpisodePlan>,
    /// About how much room it needs, in bytes.
    pub bytes: u64,
}
