//! How far a round is, and whose turn it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use series::PostingId;
use storage::Standing;

use super::proven::Doubt;
use crate::Problem;

/// How far a round is.
#[derive(Default)]
pub(super) struct Tally {
    /// Postings that came to their end, or to where the creator is asked.
    pub(super) over: BTreeSet<PostingId>,
    /// Bytes of those.
    pub(super) bytes: u64,
    /// How many were posted since it was told of last.
    pub(super) posted: u32,
    /// Until when it waits, as was told last.
    pub(super) told_ms: Option<i64>,
    /// What cannot go on just now, for a reason of its own; the others do.
    pub(super) aside: BTreeMap<PostingId, Problem>,
    /// The revision of the draft that what has not begun was held against, and would go out as it is.
    pub(super) held: BTreeMap<PostingId, u64>,
    /// What cannot go out as the draft is in that revision.
    pub(super) stale: BTreeMap<PostingId, (u64, Problem)>,
    /// Did nothing go well for as long as the patience lasts? Then each of the others has one try.
    pub(super) spent: bool,
    /// Since when somebody else sends to the account.
    pub(super) busy: Option<Instant>,
    /// Is it in doubt whether the platform answers questions for a place?
    pub(super) doubt: Doubt,
}

/// Whose turn it is.
pub(super) struct Next {
    /// When it begins, in milliseconds since 1970.
    pub(super) begins_ms: i64,
    pub(super) standing: Standing,
    /// The draft's revision when it was looked at.
    pub(super) revision: u64,
}

impl Next {
    /// Would it go out as the draft was then? What is under way is never touched.
    pub(super) fn is_as_now(&self, tally: &Tally) -> bool {
        let Standing { posting, stage, .. } = &self.standing;
        stage.is_under_way()
            || posting.revision == self.revision
            || tally.held.get(&posting.id) == Some(&self.revision)
    }
}
