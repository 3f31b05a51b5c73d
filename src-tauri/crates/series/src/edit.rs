//! Edits: every change a creator can make to a draft, and why one may not be taken.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{Cents, Clip, ClipId, Cover, Episode, EpisodeId, Target, Treatment, Trim};

/// One change of a draft. Things are named by id, never by position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// Adds episodes, in this order, with the clips they show.
    Add {
        /// Clips that are new to the draft.
        clips: Vec<Arc<Clip>>,
        /// The new episodes.
        episodes: Vec<Arc<Episode>>,
        /// Where they go.
        place: Place,
    },
    /// Removes episodes; clips that nothing shows any more go with them.
    Remove {
        /// The episodes.
        episodes: Vec<EpisodeId>,
    },
    /// Moves episodes together; among themselves they keep their order.
    Move {
        /// The episodes.
        episodes: Vec<EpisodeId>,
        /// Where they go.
        place: Place,
    },
    /// Renames an episode.
    Retitle {
        /// The episode.
        episode: EpisodeId,
        /// Its new title.
        title: String,
    },
    /// Sets or clears what an episode keeps of its clip.
    Trim {
        /// The episode.
        episode: EpisodeId,
        /// What it keeps; none for the whole clip.
        trim: Option<Trim>,
    },
    /// Puts several episodes in the place of one: a split, or a join taken apart again. They show only
    /// clips that are in the draft.
    Split {
        /// The episode that goes.
        episode: EpisodeId,
        /// The episodes that come, in order.
        into: Vec<Arc<Episode>>,
    },
    /// Puts one episode in the place of several, where the first of them stood.
    Merge {
        /// The episodes that go.
        episodes: Vec<EpisodeId>,
        /// The episode that comes.
        into: Arc<Episode>,
    },
    /// Says what is done to episodes on the way out.
    Treat {
        /// The episodes.
        episodes: Vec<EpisodeId>,
        /// What is done to each of them.
        treatment: Treatment,
    },
    /// Says where episodes go: to the portal with what is sold, or elsewhere as teasers. Teasers stand
    /// behind all that is sold.
    Send {
        /// The episodes.
        episodes: Vec<EpisodeId>,
        /// Where each of them goes.
        target: Target,
    },
    /// Several edits as one: all are taken, in order, or none.
    All {
        /// The edits. None of them is itself of this kind.
        edits: Vec<Edit>,
    },
    /// Points a clip at a file that was probed again: found elsewhere, or changed.
    Relink {
        /// The clip as it is now. Its id says which one is meant.
        clip: Arc<Clip>,
    },
    /// Sets the series title.
    SetTitle {
        /// The new title.
        title: String,
    },
    /// Sets the series description.
    SetDescription {
        /// The new description.
        description: String,
    },
    /// Sets or clears the price. A new price is not confirmed.
    SetPrice {
        /// The new price.
        price: Option<Cents>,
    },
    /// Confirms that this price is final: it cannot change after publishing.
    ConfirmPrice {
        /// The price that was confirmed; it must be the present one.
        price: Cents,
    },
    /// Sets or clears the series cover.
    SetCover {
        /// The new cover.
        cover: Option<Arc<Cover>>,
    },
}

/// Where episodes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "at", content = "episode", rename_all = "snake_case")]
pub enum Place {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
    /// Right before that episode.
    Before(EpisodeId),
    /// Right behind that episode.
    After(EpisodeId),
}

/// The longest title an edit takes, in bytes. Ours, to keep a paste of a whole book out.
pub const TITLE_MAX_BYTES: usize = 4_000;
/// The longest description an edit takes, in bytes.
pub(crate) const DESCRIPTION_MAX_BYTES: usize = 100_000;
/// The most episodes a draft holds. Far over the platform's limit, which is preflight's to tell.
pub(crate) const EPISODES_MAX: usize = 2_000;

/// Why an edit was not taken. The draft is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// The episode is not in the draft: removed meanwhile, perhaps.
    #[error("there is no episode {episode} in this draft")]
    UnknownEpisode {
        /// The episode that was named.
        episode: EpisodeId,
    },
    /// The clip is not in the draft.
    #[error("there is no clip {clip} in this draft")]
    UnknownClip {
        /// The clip that was named.
        clip: ClipId,
    },
    /// The id is taken already, or stands twice in the edit.
    #[error("an id stands twice")]
    IdTaken,
    /// The edit names no episode.
    #[error("the edit names no episode")]
    NoEpisode,
    /// An episode needs a title.
    #[error("an episode needs a title")]
    EmptyTitle,
    /// The text is longer than a draft keeps.
    #[error("the text is longer than {max_bytes} bytes")]
    TextTooLong {
        /// The most a draft keeps.
        max_bytes: usize,
    },
    /// More episodes than a draft keeps.
    #[error("a draft keeps at most {max} episodes")]
    TooManyEpisodes {
        /// The most a draft keeps.
        max: usize,
    },
    /// The in and out points do not lie in order within the clip.
    #[error("the in point must lie before the out point, and both within the clip")]
    TrimOutside,
    /// An episode of several parts has no one trim: it is taken apart first.
    #[error("the episode is joined of several parts")]
    Joined,
    /// Several edits as one hold no further several.
    #[error("several edits as one stand within another")]
    Nested,
    /// The price was changed meanwhile.
    #[error("the price to confirm is not the present price")]
    PriceDiffers,
    /// There is nothing to undo.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// There is nothing to redo.
    #[error("there is nothing to redo")]
    NothingToRedo,
}

/// What kind of edit it is, for "Undo move".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is named after its edit")]
pub enum EditKind {
    Add,
    Remove,
    Move,
    Retitle,
    Trim,
    Split,
    Merge,
    Treat,
    Send,
    All,
    Relink,
    SetTitle,
    SetDescription,
    SetPrice,
    ConfirmPrice,
    SetCover,
}

impl Edit {
    /// What kind of edit it is.
    #[must_use]
    pub fn kind(&self) -> EditKind {
        match self {
            Self::Add { .. } => EditKind::Add,
            Self::Remove { .. } => EditKind::Remove,
            Self::Move { .. } => EditKind::Move,
            Self::Retitle { .. } => EditKind::Retitle,
            Self::Trim { .. } => EditKind::Trim,
            Self::Split { .. } => EditKind::Split,
            Self::Merge { .. } => EditKind::Merge,
            Self::Treat { .. } => EditKind::Treat,
            Self::Send { .. } => EditKind::Send,
            Self::All { .. } => EditKind::All,
            Self::Relink { .. } => EditKind::Relink,
            Self::SetTitle { .. } => EditKind::SetTitle,
            Self::SetDescription { .. } => EditKind::SetDescription,
            Self::SetPrice { .. } => EditKind::SetPrice,
            Self::ConfirmPrice { .. } => EditKind::ConfirmPrice,
            Self::SetCover { .. } => EditKind::SetCover,
        }
    }
}
