//! An episode: a clip, perhaps trimmed, with a title.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Clip, ClipId, EpisodeId, Micros};

/// One episode of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Episode {
    /// Names the episode within its draft.
    pub id: EpisodeId,
    /// The clip it shows.
    pub clip: ClipId,
    /// Its title. Never empty.
    pub title: String,
    /// The part of the clip it keeps; the whole clip where there is none.
    pub trim: Option<Trim>,
}

impl Episode {
    /// How long the delivered file will be: what the limits are compared with.
    #[must_use]
    pub fn length(&self, clip: &Clip) -> Micros {
        self.trim.map_or(clip.facts.duration, Trim::length)
    }
}

/// The part of a clip that an episode keeps: from the in point up to, but without, the out point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trim {
    /// First time kept, from the clip's start.
    #[serde(rename = "in")]
    pub start: Micros,
    /// First time no longer kept.
    #[serde(rename = "out")]
    pub end: Micros,
}

impl Trim {
    /// How much is kept.
    #[must_use]
    pub fn length(self) -> Micros {
        self.end - self.start
    }
}
