//! Publishing as the window is shown it.

use serde::{Deserialize, Serialize};
use series::{EpisodeId, PostingId, Stage, Target};
use ts_rs::TS;

/// Where a draft's postings to an account stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublishOutcome {
    /// The postings, the last of each episode and target, in the order in which they were planned.
    pub episodes: Vec<PostedEpisode>,
    /// The rest waits for that: the platform takes no more before. In milliseconds since 1970.
    pub waits_until_ms: Option<i64>,
}

/// Where an episode's posting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostedEpisode {
    /// The posting.
    pub posting: PostingId,
    /// The episode.
    pub episode: EpisodeId,
    /// Its title when it was planned.
    pub title: String,
    /// Where it goes.
    pub target: Target,
    /// Where it stands.
    pub stage: Stage,
    /// When the last thing happened to it, in milliseconds since 1970.
    pub since_ms: i64,
}

/// What the creator says of a posting that nobody knows about, or that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is there.
    There,
    /// It is not there, and is to be sent anew.
    Again,
    /// It is not to be sent.
    Skip,
}
