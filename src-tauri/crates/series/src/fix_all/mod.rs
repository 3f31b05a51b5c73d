//! Fix all: what would be done to every episode that has findings, before anything is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Edit, EpisodeId, Message, Micros, Road, RuleId};

/// What fixing everything would do. Nothing has been done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    /// The revision of the draft it was made for.
    pub revision: u64,
    /// What would be done, row by row, in order of episodes.
    pub rows: Vec<DryRow>,
    /// Everything that is ticked, together.
    pub total: DryTotal,
}

/// One row: what would be done to one episode (or to a few that become one).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRow {
    /// Names the row for as long as the draft and the findings stay the same.
    pub key: String,
    /// Is it ticked?
    pub ticked: bool,
    /// The episode; of several that are joined, the first.
    pub episode: EpisodeId,
    /// The episode's place, from 1.
    pub number: u32,
    /// The episode's title.
    pub title: String,
    /// The findings it answers.
    pub rules: Vec<RuleId>,
    /// What changes in the draft.
    pub edit: Edit,
    /// How the file will be made: of several, the dearest.
    pub road: Road,
    /// Is the sound levelled on the way?
    pub levelled: bool,
    /// Why.
    pub reason: Message,
    /// How much of the picture is encoded anew.
    pub encoded: Micros,
    /// How long the episode (or all that it becomes) will be.
    pub length: Micros,
    /// About how long making it takes.
    pub time: Micros,
    /// About how large it will be, in bytes.
    pub bytes: u64,
    /// How it is now: "22:41", "−23.4 LUFS".
    pub before: Message,
    /// How it will be: "11:32 + 11:09", "−14.0 LUFS".
    pub after: Message,
}

/// Rows taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryTotal {
    /// How many rows are ticked.
    pub ticked: u32,
    /// Findings that block, before and after.
    pub to_fix: (u32, u32),
    /// Findings that warn, before and after.
    pub to_review: (u32, u32),
    /// How much picture is encoded anew, of all that the ticked rows make.
    pub encoded: Micros,
    /// How long everything is that the ticked rows make.
    pub length: Micros,
    /// About how long it takes.
    pub time: Micros,
    /// About how large it is, in bytes.
    pub bytes: u64,
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

impl Default for Pace {
    /// A slow laptop.
    fn default() -> Self {
        Self { copy: 400_000_000, encode: 60_000_000, sound: 40_000_000, file: Micros::from_millis(600) }
    }
}
