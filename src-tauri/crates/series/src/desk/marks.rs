//! What went into the portal, in short: so that a later change of it is noticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FieldName, StepId};
use crate::{Draft, Episode};

/// Stands for a content: equal marks, equal contents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mark(String);

/// The marks of what a step puts into the portal, by field.
pub type FieldMarks = BTreeMap<FieldName, Mark>;

/// The marks of every step.
pub type StepMarks = BTreeMap<StepId, FieldMarks>;

impl Mark {
    /// The mark of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(blake3::hash(text.as_bytes()).to_hex().as_str()[..16].to_owned())
    }

    /// The mark of what decides an episode's file: which contents it shows, from where to where, and what is
    /// done to them. Not its place, nor its title.
    #[must_use]
    pub fn of_file(draft: &Draft, episode: &Episode) -> Self {
        let parts: Vec<_> =
            draft.parts_of(episode).map(|(part, clip)| (clip.facts.fingerprint.clone(), part.trim)).collect();
        let text = serde_json::to_string(&(parts, &episode.treatment))
            .expect("lists and structs of numbers and texts always serialise");
        Self::of(&text)
    }
}
