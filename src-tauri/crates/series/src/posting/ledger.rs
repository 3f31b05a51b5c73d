//! The ledger: each posting, and what happened to it, written down before and after every step that cannot be
//! asked about or taken back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ChunkPlan, Refused, Target};
use crate::{DraftId, EpisodeId, Fingerprint, Micros, PostingId};

/// An account at a platform: `tiktok:` and its open id, or a PeerTube server's host and the user's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct AccountId(pub String);

/// An episode's file on its way to an account. What it is never changes; what happened to it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Posting {
    /// Names it.
    pub id: PostingId,
    /// The draft it is of.
    pub draft: DraftId,
    /// The revision of the draft that passed preflight.
    pub revision: u64,
    /// The episode.
    pub episode: EpisodeId,
    /// The episode's title then.
    pub title: String,
    /// Where it goes.
    pub target: Target,
    /// The episode's own target when it came on the list, where that was noted.
    #[serde(default)]
    pub meant: Option<Target>,
    /// Whose account it goes to.
    pub account: AccountId,
    /// The finished file.
    pub file: PostingFile,
    /// What is said with it: what the target takes of it.
    pub words: PostingWords,
}

/// The file of a posting, kept until it is posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PostingFile {
    /// Where it is.
    pub path: String,
    /// Bytes it has.
    pub bytes: u64,
    /// Its content: a file that is another by now is not sent on.
    pub fingerprint: Fingerprint,
    /// How long it is.
    pub duration: Micros,
    /// `video/mp4`.
    pub mime: String,
    /// What tells a change in its middle, where that was noted.
    #[serde(default)]
    pub mark: Option<FileMark>,
}

/// What tells that a file is still the one that came on the list, where its size and its ends are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileMark {
    /// When it was written to last, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// When anything of it changed last, as only the system can set it, in nanoseconds since 1970. None where
    /// the system keeps no such time, or it was too short ago to tell one change from the next.
    pub changed_ns: Option<i64>,
    /// The system's number for it; 0 where it has none.
    pub place: u64,
    /// Parts of its middle.
    pub middle: Fingerprint,
}

/// What is said with a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PostingWords {
    /// The caption, or the title where there is one.
    pub caption: String,
    /// Who can watch, what they can do, what it advertises.
    pub settings: super::PostSettings,
    /// The frame for the cover.
    pub cover: Option<Micros>,
}

/// Something that happened to a posting. Written down before the next thing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "happened", rename_all = "snake_case")]
pub enum Happened {
    /// It was put on the list.
    Planned,
    /// The platform is about to be asked for a place to send it to. Whether the question arrives is not
    /// known until something else happened.
    Reserving,
    /// The question did not leave: nothing was asked for.
    NotAsked,
    /// The platform gave it a place, and a name.
    Reserved {
        /// The platform's name for it. The address it is sent to is a secret and not in here.
        ticket: String,
        /// How it is sent.
        plan: ChunkPlan,
        /// Until when the address holds, in milliseconds since 1970.
        until_ms: i64,
    },
    /// The bytes from there on, the last of the file, are about to be sent: all of it may be there from now on.
    /// Of bytes before them nothing is written down until they arrived: they are only ever part of a file.
    Sending {
        /// The first of them.
        from: u64,
    },
    /// The platform said how many bytes it holds.
    Held {
        /// How many.
        bytes: u64,
    },
    /// The platform holds the whole file, and works on it.
    Sent,
    /// It is there: in the inbox, or for all who may watch.
    Posted {
        /// The platform's name for what can be watched, if it told.
        post: Option<String>,
    },
    /// The platform refused it. What it held of it is gone.
    Refused {
        /// What it said.
        refused: Refused,
    },
    /// Nobody knows whether the platform took it.
    Lost {
        /// What was not answered.
        what: Unanswered,
    },
    /// Its file cannot be read for now: a drive that is not plugged in, a folder without permission.
    Unreachable,
    /// The creator looked, and it is there.
    SeenThere,
    /// The creator wants it sent anew, knowing what happened; where its file was out of reach, it goes on.
    Again,
    /// The creator does not want it sent any more, or not now.
    Skipped,
    /// Its episode is gone, or goes elsewhere since: see [`Posting::is_wanted`].
    Withdrawn,
}

/// What was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// The question for a place. No byte was sent: nothing can be seen by anybody, but a place may be used
    /// up.
    Place,
    /// Where the file stands, when the platform knows the posting no more. It may have been posted.
    Status,
    /// Nothing was asked: what was written down of the posting is damaged, and its end is lost. It may have
    /// been posted.
    Log,
}
