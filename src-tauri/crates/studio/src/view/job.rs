//! Long work as the window is shown it, and what came of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use series::{AccountId, DraftId, EpisodeId, Proof, Road};
use ts_rs::TS;

use crate::{Account, Problem, PublishOutcome, RehearsalOutcome};

/// Names a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// Something long that goes on, or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// The draft it is for.
    pub draft: Option<DraftId>,
    /// The account it sends to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub account: Option<AccountId>,
    /// How it stands.
    pub state: JobState,
    /// How many pieces are done.
    pub done: u32,
    /// How many pieces there are.
    pub total: u32,
    /// How much of everything is done, in thousandths. All passes counted.
    pub thousandths: u32,
    /// What it works on: a file name or a title.
    pub current: String,
    /// How long it will still take, once that can be said, in milliseconds.
    pub left_ms: Option<u64>,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Reads clips into a draft.
    Import,
    /// Reads clips through: pauses, loudness, keyframes.
    Analyse,
    /// Makes the files of a draft that take a while, ahead of the kit. It can be paused.
    Prepare,
    /// Cuts one file.
    Cut,
    /// Writes a series kit.
    Kit,
    /// Sends episodes to a platform. It can be paused.
    Publish,
    /// Sends them to a server in this process, to see what would happen.
    Rehearse,
    /// Waits for the creator to come back from the browser.
    Login,
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum JobState {
    /// It goes on.
    Running,
    /// It was paused, and goes on when it is asked to. The file that was being made is finished first.
    Paused,
    /// Clips were read.
    Imported {
        /// What came of it.
        outcome: ImportOutcome,
    },
    /// Clips were read through.
    Analysed {
        /// What came of it.
        outcome: AnalyseOutcome,
    },
    /// The files are made, but for those that failed.
    Prepared {
        /// What came of it.
        outcome: PrepareOutcome,
    },
    /// A file was cut.
    FileCut {
        /// What came of it.
        outcome: CutOutcome,
    },
    /// The kit is written.
    KitWritten {
        /// What came of it.
        outcome: KitOutcome,
    },
    /// What could be sent was sent.
    Published {
        /// What came of it.
        outcome: PublishOutcome,
    },
    /// The creator is logged in.
    LoggedIn {
        /// The account.
        account: Account,
    },
    /// What would be sent was rehearsed.
    Rehearsed {
        /// What came of it.
        outcome: RehearsalOutcome,
    },
    /// It failed; nothing is left half done.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// It was cancelled; nothing is left half done.
    Cancelled,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ImportOutcome {
    /// The new episodes.
    pub added: Vec<EpisodeId>,
    /// Files that could not be read as clips, each with the reason.
    pub refused: Vec<RefusedFile>,
    /// Files whose content was in the draft already, under this or another name. They were added all
    /// the same: one recording can make two episodes. Preflight tells, and can take them out.
    pub duplicates: Vec<DuplicateFile>,
}

/// A file that could not be read as a clip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefusedFile {
    /// The file.
    pub path: String,
    /// Why.
    pub problem: Problem,
}

/// A file that is in the draft already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DuplicateFile {
    /// The file that was dropped.
    pub path: String,
    /// The episode that shows the same content.
    pub episode: EpisodeId,
}

/// A kit that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KitOutcome {
    /// The folder.
    pub folder: PathBuf,
    /// How many episodes are in it.
    pub episodes: u32,
    /// Its size in bytes.
    pub bytes: u64,
    /// How many were copied or remuxed, without encoding.
    pub untouched: u32,
    /// How many had been made before, and proven.
    pub prepared: u32,
    /// The files that took another road than planned.
    pub detours: Vec<Detour>,
}

/// What came of reading clips through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct AnalyseOutcome {
    /// How many clips were read through.
    pub analysed: u32,
    /// Files that could not be read through, each with the reason.
    pub failed: Vec<RefusedFile>,
}

/// What came of making a draft's files ahead of the kit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct PrepareOutcome {
    /// How many files were made.
    pub made: u32,
    /// How many had been made before.
    pub ready: u32,
    /// Those that failed; the others were made all the same.
    pub failed: Vec<FailedEpisode>,
    /// Those that took another road than planned.
    pub detours: Vec<Detour>,
}

/// An episode whose file could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FailedEpisode {
    /// The episode's title.
    pub title: String,
    /// Why.
    pub problem: Problem,
}

/// A file that took another road than planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Detour {
    /// The episode's title, or the file's name.
    pub title: String,
    /// The road that was planned.
    pub planned: Road,
    /// The road that was taken in the end.
    pub taken: Road,
    /// Why the roads before it would not do, for the curious. Not translated.
    pub why: String,
}

/// A file that was cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CutOutcome {
    /// The file.
    pub file: PathBuf,
    /// Where its proof lies: beside it.
    pub proof_file: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The road that was taken.
    pub road: Road,
    /// What was proven of it.
    pub proof: Proof,
    /// The detour, if it took another road than planned.
    pub detour: Option<Detour>,
}

impl JobState {
    /// Is it not at its end yet?
    #[must_use]
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}
