//! A part of an episode: what it keeps of one clip.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Clip, ClipId, Micros, Trim};

/// What an episode keeps of one clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Part {
    /// The clip.
    pub clip: ClipId,
    /// What is kept of it; the whole clip where there is none.
    pub trim: Option<Trim>,
}

impl Part {
    /// The whole of a clip.
    #[must_use]
    pub fn whole(clip: ClipId) -> Self {
        Self { clip, trim: None }
    }

    /// How long the part is.
    #[must_use]
    pub fn length(self, clip: &Clip) -> Micros {
        self.trim.map_or(clip.facts.duration, Trim::length)
    }

    /// From where to where in the clip it reaches.
    #[must_use]
    pub fn span(self, clip: &Clip) -> Trim {
        self.trim.unwrap_or(Trim { start: Micros::ZERO, end: clip.facts.duration })
    }
}
