//! Preflight: every rule against every episode and the series; all findings at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ClipId, Edit, EpisodeId, RuleId, Severity, Value};

/// One result of preflight. Its texts stand in the locale files under its rule's name:
/// `rule.<id>.name` (heading), `.why` (one line below it), `.tag` (on the card), `.row` (what was
/// measured), `.sentence` (all in one, for the command line). Each takes `values`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: RuleId,
    /// What that means.
    pub severity: Severity,
    /// What it is about.
    pub subject: Subject,
    /// What was measured and what the limit is, by name: `limit`, `measured`, `over` …
    pub values: BTreeMap<String, Value>,
    /// What answers it, where a simple edit does.
    pub fix: Option<Fix>,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "episode", rename_all = "snake_case")]
pub enum Subject {
    /// The series as a whole.
    Series,
    /// One episode.
    Episode(EpisodeId),
}

/// What answers a finding. The button is worded by `fix.<label.key>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fix {
    /// What the button says: the result, like "Trim 0.1 s".
    pub label: crate::Message,
    /// What it does.
    pub action: FixAction,
}

/// What a fix does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FixAction {
    /// Makes an edit.
    Edit {
        /// The edit.
        edit: Edit,
    },
    /// Takes a frame of that episode as the cover.
    CoverFrom {
        /// The episode.
        episode: EpisodeId,
    },
    /// Goes to where only the creator can decide.
    GoTo {
        /// Where.
        place: FixPlace,
    },
    /// Asks for the file that went missing.
    FindFile {
        /// The clip whose file it is.
        clip: ClipId,
    },
    /// Probes the file that was changed again.
    ReadAgain {
        /// The clip whose file it is.
        clip: ClipId,
    },
}

/// Where a creator decides something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FixPlace {
    /// The series title.
    Title,
    /// The series description.
    Description,
    /// The price.
    Price,
    /// The price's confirmation.
    PriceConfirmation,
    /// The cover.
    Cover,
    /// The board, to add files.
    Board,
}

/// What is wrong with a clip's file, as far as the file system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// It is not where it was.
    Missing,
    /// It is another file now, or was changed since it was probed.
    Changed,
    /// It is there but cannot be read.
    Unreadable,
}

/// The clips whose files are not as they were probed. Every other file is well.
pub type FileStates = BTreeMap<ClipId, FileState>;

/// All findings of one revision of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preflight {
    /// The findings: block first, then warn, then info; then in order of episodes.
    pub findings: Vec<Finding>,
    /// How many episodes have no finding that blocks.
    pub ready: u32,
}
