//! An episode: one clip or several in a row, perhaps trimmed, with a title.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ClipId, EpisodeId, Micros, Part, Target, Treatment};

/// One episode of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Episode {
    /// Names the episode within its draft.
    pub id: EpisodeId,
    /// Its title. Never empty.
    pub title: String,
    /// What it shows first; of most episodes that is all.
    #[serde(flatten)]
    pub first: Part,
    /// What it shows after that, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<Part>,
    /// What is done to its picture and sound on the way out.
    #[serde(default, skip_serializing_if = "Treatment::is_none")]
    pub treatment: Treatment,
    /// Where it goes: the portal for what is sold, anywhere else for a teaser that is free.
    #[serde(default, skip_serializing_if = "Target::is_portal")]
    pub target: Target,
}

impl Episode {
    /// The whole of a clip, with nothing done to it.
    #[must_use]
    pub fn whole(id: EpisodeId, title: impl Into<String>, clip: ClipId) -> Self {
        Self {
            id,
            title: title.into(),
            first: Part::whole(clip),
            joined: Vec::new(),
            treatment: Treatment::default(),
            target: Target::default(),
        }
    }

    /// Is it part of what is sold? Everything else is a teaser.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        self.target.is_portal()
    }

    /// Everything it shows, in order. At least one part.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        std::iter::once(self.first).chain(self.joined.iter().copied())
    }

    /// Does it show only one part of one clip?
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.joined.is_empty()
    }
}

/// The part of a clip that an episode keeps: from the in point up to, but without, the out point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
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
