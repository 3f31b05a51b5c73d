//! What is said and done at the desk, line by line.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldMarks, FieldName, Mark, PortalStep, StepId, StepMarks, marks_of};
use crate::{Cents, Draft};

/// What a creator does with a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskTick {
    /// It is done.
    Ticked,
    /// It is left out.
    Skipped,
}

/// A point of the Community Guidelines that only the creator can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GuidelinePoint {
    /// All of it is the creator's own.
    Original,
    /// All music and sound may be used and sold.
    Music,
    /// Nothing in it is forbidden.
    Allowed,
    /// What was made or changed by AI is labelled.
    AiLabelled,
}

impl GuidelinePoint {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Original, Self::Music, Self::Allowed, Self::AiLabelled];

    /// Its name in the locale files: `portal.point.<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Music => "music",
            Self::Allowed => "allowed",
            Self::AiLabelled => "ai_labelled",
        }
    }
}

/// How a Series stands at TikTok, as the creator reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStatus {
    /// Saved in the portal, not submitted.
    Draft,
    /// Submitted.
    InReview,
    /// It is on sale.
    Approved,
    /// Not taken as it is.
    Rejected,
}

impl ReviewStatus {
    /// Its name in the locale files: `portal.status.<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// A kit that was written: the files that go into the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenKit {
    /// Its folder.
    pub folder: String,
    /// The draft's revision that it delivers.
    pub revision: u64,
    /// The names of its files, by the step they are for.
    pub files: BTreeMap<StepId, String>,
    /// What would have gone into the portal then.
    pub marks: StepMarks,
}

/// What was submitted: a version of the Series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedVersion {
    /// The draft's revision.
    pub revision: u64,
    /// The series title.
    pub title: String,
    /// The price.
    pub price: Option<Cents>,
    /// How many episodes it has.
    pub episodes: u32,
    /// What went into the portal.
    pub marks: StepMarks,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "desk", rename_all = "snake_case")]
pub enum DeskEntry {
    /// A step was done; with what it put in.
    Done {
        /// The step.
        step: StepId,
        /// What it put in.
        marks: FieldMarks,
    },
    /// A step was left out.
    Skipped {
        /// The step.
        step: StepId,
    },
    /// A tick was taken away.
    Cleared {
        /// The step.
        step: StepId,
    },
    /// The creator checked a point, of these files.
    Checked {
        /// The point.
        point: GuidelinePoint,
        /// The files it was checked of.
        files: BTreeSet<Mark>,
    },
    /// The creator no longer says so.
    Withdrawn {
        /// The point.
        point: GuidelinePoint,
    },
    /// A kit was written.
    Kit {
        /// The kit.
        kit: WrittenKit,
    },
    /// The Series was submitted for review.
    Submitted {
        /// What was.
        version: SubmittedVersion,
    },
    /// The creator reports how it stands.
    Reported {
        /// How.
        status: ReviewStatus,
        /// Why it was rejected, in TikTok's or the creator's words.
        reason: Option<String>,
    },
}

impl WrittenKit {
    /// Does everything go into the portal as it would have then?
    #[must_use]
    pub fn is_current(&self, now: &StepMarks) -> bool {
        self.marks == *now
    }

    /// The name of a step's file, if its content is still what it is to be.
    #[must_use]
    pub fn file_for(&self, step: &PortalStep) -> Option<&str> {
        let of = |marks: &FieldMarks| {
            [FieldName::File, FieldName::Cover].into_iter().find_map(|name| marks.get(&name).cloned())
        };
        let now = of(&step.marks())?;
        let then = self.marks.get(&step.id).and_then(of)?;
        self.files.get(&step.id).filter(|_| now == then).map(String::as_str)
    }
}

impl SubmittedVersion {
    /// What is submitted when this is.
    #[must_use]
    pub fn of(draft: &Draft, revision: u64, steps: &[PortalStep]) -> Self {
        Self {
            revision,
            title: draft.title.clone(),
            price: draft.price,
            episodes: u32::try_from(draft.paid().len()).unwrap_or(u32::MAX),
            marks: marks_of(steps),
        }
    }
}
