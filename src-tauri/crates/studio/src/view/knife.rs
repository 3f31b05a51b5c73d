//! What the window is shown of splitting, cutting and fixing.

use serde::Serialize;
use series::{ClipId, DryRun, PictureIndex, SoundAnalysis};
use ts_rs::TS;

use crate::{DraftView, JobId};

/// What is known of a clip from reading it through. What is not known yet is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClipAnalysis {
    /// The clip.
    pub clip: ClipId,
    /// Its picture: keyframes, scenes, chapters.
    pub index: Option<PictureIndex>,
    /// Its sound: loudness and pauses.
    pub sound: Option<SoundAnalysis>,
    /// Is its waveform to be had below the media address?
    pub peaks: bool,
}

/// What fixing everything would do, and the room there is for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRunView {
    /// What it would do.
    pub run: DryRun,
    /// Bytes that are free where the files go. None where the system does not say.
    pub free_bytes: Option<u64>,
}

/// What came of fixing everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FixAllOutcome {
    /// The draft after it. One undo takes all of it back.
    pub view: DraftView,
    /// The job that makes the files of the episodes that changed. None where there is nothing to make.
    pub job: Option<JobId>,
}
