//! A draft with its past and its future: undo is the value before, never a computed inverse.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Draft, Edit, EditKind, Refusal};

/// One line of a draft's journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// An edit.
    Edit {
        /// The edit.
        #[serde(flatten)]
        edit: Edit,
    },
    /// Takes the last edit back.
    Undo,
    /// Does the edit again that was taken back last.
    Redo,
}

/// A draft, and the drafts that undo and redo lead to. Drafts share what they have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    past: Vec<(EditKind, Draft)>,
    draft: Draft,
    future: Vec<(EditKind, Draft)>,
    revision: u64,
}

impl History {
    /// A draft with no past.
    #[must_use]
    pub fn new(draft: Draft) -> Self {
        Self { past: Vec::new(), draft, future: Vec::new(), revision: 0 }
    }

    /// The draft as it stands.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// How many steps made it: the length of its journal.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The edit that undo would take back.
    #[must_use]
    pub fn undoes(&self) -> Option<EditKind> {
        self.past.last().map(|(kind, _)| *kind)
    }

    /// The edit that redo would do again.
    #[must_use]
    pub fn redoes(&self) -> Option<EditKind> {
        self.future.last().map(|(kind, _)| *kind)
    }

    /// Would [`apply`](Self::apply) take the step? So it can be kept first and taken after.
    ///
    /// # Errors
    /// The [`Refusal`] it would be refused with.
    pub fn fits(&self, step: &Step) -> Result<(), Refusal> {
        match step {
            Step::Edit { edit } => self.draft.apply(edit).map(drop),
            Step::Undo if self.past.is_empty() => Err(Refusal::NothingToUndo),
            Step::Redo if self.future.is_empty() => Err(Refusal::NothingToRedo),
            Step::Undo | Step::Redo => Ok(()),
        }
    }

    /// Takes one step. After an error everything is as before.
    ///
    /// # Errors
    /// A [`Refusal`] when the edit does not fit, or there is nothing to undo or redo.
    pub fn apply(&mut self, step: &Step) -> Result<(), Refusal> {
        match step {
            Step::Edit { edit } => {
                let next = self.draft.apply(edit)?;
                self.past.push((edit.kind(), std::mem::replace(&mut self.draft, next)));
                self.future.clear();
            }
            Step::Undo => {
                let (kind, before) = self.past.pop().ok_or(Refusal::NothingToUndo)?;
                self.future.push((kind, std::mem::replace(&mut self.draft, before)));
            }
            Step::Redo => {
                let (kind, after) = self.future.pop().ok_or(Refusal::NothingToRedo)?;
                self.past.push((kind, std::mem::replace(&mut self.draft, after)));
            }
        }
        self.revision += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
