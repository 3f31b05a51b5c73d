//! A draft that may be published: only preflight makes one, so publishing an unchecked draft does
//! not compile.

use std::ops::Deref;

use super::{FileStates, Preflight, preflight};
use crate::{Analyses, Draft, History, Rules};

/// One revision of a draft in which nothing blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishable {
    draft: Draft,
    revision: u64,
}

impl Publishable {
    /// The revision that was checked.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

impl Deref for Publishable {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.draft
    }
}

/// The draft as it stands, if nothing blocks.
///
/// # Errors
/// All findings, when one of them blocks.
pub fn publishable(
    history: &History,
    files: &FileStates,
    analyses: &Analyses,
    rules: &Rules,
) -> Result<Publishable, Preflight> {
    let found = preflight(history.draft(), files, analyses, rules);
    if found.blocks() {
        return Err(found);
    }
    Ok(Publishable { draft: history.draft().clone(), revision: history.revision() })
}
