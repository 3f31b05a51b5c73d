//! The split planner: where to cut one long recording so that every part is a legal episode.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Analysis, Cuts, Message, Micros, Trim};

mod bounds;
mod course;
mod fixed;
mod place;
mod plans;
mod reasons;
#[cfg(test)]
mod tests;

pub(crate) use plans::fewest_plan;
pub use plans::split_plans;

/// What a creator wants of a split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum SplitWish {
    /// The best plans there are, two or three to choose from.
    Best,
    /// So many parts.
    Into {
        /// How many.
        parts: u32,
    },
    /// A part about every so long.
    Every {
        /// How long.
        time: Micros,
    },
    /// A part per chapter; those that are too long or too short are split or joined.
    Chapters,
}

/// What a split must keep to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SplitLimits {
    /// The shortest a part may be.
    pub min: Micros,
    /// The longest a part may be. None: no limit.
    pub max: Option<Micros>,
    /// How long a part had best be, if the creator says.
    pub aim: Option<Micros>,
}

/// What is known of the recording to split. All times are from the clip's start.
#[derive(Debug, Clone, Copy)]
pub struct SplitGround<'a> {
    /// What of the clip is split.
    pub span: Trim,
    /// Where the talk pauses. In order, not touching.
    pub pauses: &'a [Trim],
    /// Where the scene changes. In order.
    pub scenes: &'a [Micros],
    /// Where chapters begin. In order.
    pub chapters: &'a [Micros],
    /// Where a copy can begin. In order.
    pub keyframes: &'a [Micros],
    /// Where the creator wants a cut, whatever else is. In order.
    pub marks: &'a [Micros],
    /// Where cuts may fall: at keyframes only, a part begins at the one before where it was cut.
    pub cuts: Cuts,
}

impl<'a> SplitGround<'a> {
    /// What is known of a clip of which a span is split; `chapters` are those of its index.
    #[must_use]
    pub fn of(
        span: Trim,
        known: Option<&'a Analysis>,
        chapters: &'a [Micros],
        marks: &'a [Micros],
        cuts: Cuts,
    ) -> Self {
        let index = known.and_then(|known| known.index.as_ref());
        let sound = known.and_then(|known| known.sound.as_ref());
        Self {
            span,
            pauses: sound.map_or(&[], |sound| &sound.pauses),
            scenes: index.map_or(&[], |index| &index.scenes),
            chapters,
            keyframes: index.map_or(&[], |index| &index.keyframes),
            marks,
            cuts,
        }
    }

    /// Do cuts fall at keyframes only? Where none is known, nobody can tell where.
    fn snaps(&self) -> bool {
        self.cuts == Cuts::AtKeyframes && !self.keyframes.is_empty()
    }

    /// The keyframe at which a part begins that is to begin there.
    fn key_before(&self, at: i64) -> i64 {
        let before = self.keyframes.partition_point(|key| key.get() <= at);
        before.checked_sub(1).map_or(at, |before| self.keyframes[before].get())
    }
}

/// One way to split a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SplitPlan {
    /// What it is best at.
    pub name: SplitName,
    /// The parts, in order: each begins where the one before ends.
    pub parts: Vec<SplitPart>,
    /// What speaks for it, in one line: "Every cut in silence".
    pub merit: Message,
}

/// What a plan is best at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SplitName {
    /// As few episodes as can be.
    Fewest,
    /// Episodes as alike in length as can be.
    Even,
    /// Every cut in the best pause.
    Pauses,
    /// So many parts as were asked for.
    Into,
    /// A part every so long, as was asked for.
    Every,
    /// At chapters.
    Chapters,
}

/// One part of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SplitPart {
    /// From where to where.
    pub span: Trim,
    /// Why it ends there: "Pause of 1.8 s, new scene".
    pub reason: Message,
}

/// Why a recording cannot be split as wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, TS)]
#[serde(tag = "unsplittable", rename_all = "snake_case")]
pub enum Unsplittable {
    /// It is legal as it is: nothing to split.
    #[error("it is within the limits as it is")]
    Whole,
    /// It is shorter than a single part may be.
    #[error("it is shorter than a part may be")]
    TooShort,
    /// It is too short for so many parts.
    #[error("it is too short for that many parts")]
    TooMany,
    /// No number of parts fits between the limits.
    #[error("no number of parts fits the limits")]
    Limits,
    /// There are no chapters.
    #[error("it has no chapters")]
    NoChapters,
}
