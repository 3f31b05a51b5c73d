//! What was said and done at the desk, and what it comes to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FieldMarks, FieldName, Mark, PortalStep, StepId, StepMarks};
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

/// A step that was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Was it left out?
    pub skipped: bool,
    /// What it put in.
    marks: FieldMarks,
}

/// A point that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPoint {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    files: BTreeSet<Mark>,
}

/// A version that was submitted, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What was submitted.
    pub submitted: SubmittedVersion,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// How it stands.
    pub review: Review,
}

/// How a Series stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How.
    pub status: ReviewStatus,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
}

/// What the log comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    ticks: BTreeMap<StepId, Tick>,
    points: BTreeMap<GuidelinePoint, CheckedPoint>,
    kit: Option<(i64, WrittenKit)>,
    versions: Vec<Version>,
    /// How it stands before anything was submitted.
    saved: Option<Review>,
}

impl Desk {
    /// What a log comes to: each line with its time in milliseconds since 1970.
    #[must_use]
    pub fn of(log: impl IntoIterator<Item = (i64, DeskEntry)>) -> Self {
        let mut desk = Self::default();
        for (at_ms, entry) in log {
            desk.take(at_ms, entry);
        }
        desk
    }

    /// Goes on with one more line.
    pub fn take(&mut self, at_ms: i64, entry: DeskEntry) {
        match entry {
            DeskEntry::Done { step, marks } => {
                self.ticks.insert(step, Tick { at_ms, skipped: false, marks });
            }
            DeskEntry::Skipped { step } => {
                self.ticks.insert(step, Tick { at_ms, skipped: true, marks: FieldMarks::new() });
            }
            DeskEntry::Cleared { step } => {
                self.ticks.remove(&step);
                // It was not submitted after all.
                if step == StepId::Submit && self.status() == Some(ReviewStatus::InReview) {
                    self.versions.pop();
                }
            }
            DeskEntry::Checked { point, files } => {
                self.points.insert(point, CheckedPoint { at_ms, files });
            }
            DeskEntry::Withdrawn { point } => {
                self.points.remove(&point);
            }
            DeskEntry::Kit { kit } => self.kit = Some((at_ms, kit)),
            DeskEntry::Submitted { version } => {
                let review = Review { status: ReviewStatus::InReview, reason: None, since_ms: at_ms };
                self.versions.push(Version { submitted: version, at_ms, review });
                self.ticks.insert(StepId::Submit, Tick { at_ms, skipped: false, marks: FieldMarks::new() });
            }
            DeskEntry::Reported { status, reason } => self.report(at_ms, status, reason),
        }
    }

    fn report(&mut self, at_ms: i64, status: ReviewStatus, reason: Option<String>) {
        if matches!(status, ReviewStatus::Draft | ReviewStatus::Rejected) {
            // It has to be submitted, or once more.
            self.ticks.remove(&StepId::Submit);
        }
        let review = Review { status, reason, since_ms: at_ms };
        match self.versions.last_mut() {
            Some(version) => version.review = review,
            None => self.saved = Some(review),
        }
    }

    /// The lines that tick a step, or take its tick away; none where it is so already.
    #[must_use]
    pub fn ticking(
        &self,
        step: &PortalStep,
        tick: Option<DeskTick>,
        version: SubmittedVersion,
    ) -> Vec<DeskEntry> {
        let now = self.ticks.get(&step.id);
        let is_so = match (tick, now) {
            (None, now) => now.is_none(),
            (Some(DeskTick::Skipped), now) => now.is_some_and(|now| now.skipped),
            (Some(DeskTick::Ticked), now) => {
                now.is_some_and(|now| !now.skipped) && self.changed(step).is_empty()
            }
        };
        let id = step.id;
        match tick {
            _ if is_so => Vec::new(),
            None => vec![DeskEntry::Cleared { step: id }],
            Some(DeskTick::Skipped) => vec![DeskEntry::Skipped { step: id }],
            Some(DeskTick::Ticked) if id == StepId::Submit => vec![DeskEntry::Submitted { version }],
            Some(DeskTick::Ticked) => vec![DeskEntry::Done { step: id, marks: step.marks() }],
        }
    }

    /// The lines that report how it stands. What is in review, or was, must have been submitted.
    #[must_use]
    pub fn reporting(
        &self,
        status: ReviewStatus,
        reason: Option<String>,
        version: SubmittedVersion,
    ) -> Vec<DeskEntry> {
        let now = self.review();
        if now.is_some_and(|now| now.status == status && now.reason == reason) {
            return Vec::new();
        }
        let waits = matches!(
            self.status(),
            Some(ReviewStatus::InReview | ReviewStatus::Approved | ReviewStatus::Rejected)
        );
        let report = DeskEntry::Reported { status, reason };
        match status {
            ReviewStatus::InReview => vec![DeskEntry::Submitted { version }],
            ReviewStatus::Approved | ReviewStatus::Rejected if !waits => {
                vec![DeskEntry::Submitted { version }, report]
            }
            ReviewStatus::Draft | ReviewStatus::Approved | ReviewStatus::Rejected => vec![report],
        }
    }

    /// The line that a point was checked of all that is sold, or is no longer; none where it is so already.
    #[must_use]
    pub fn declaring(&self, draft: &Draft, point: GuidelinePoint, so: bool) -> Option<DeskEntry> {
        match (so, self.points.get(&point)) {
            (false, None) => None,
            (false, Some(_)) => Some(DeskEntry::Withdrawn { point }),
            (true, Some(_)) if !self.is_stale(point, draft) => None,
            (true, _) => Some(DeskEntry::Checked { point, files: files_of(draft).collect() }),
        }
    }

    /// The tick of a step.
    #[must_use]
    pub fn tick(&self, step: StepId) -> Option<&Tick> {
        self.ticks.get(&step)
    }

    /// What of a step that was ticked is other by now than what went in.
    #[must_use]
    pub fn changed(&self, step: &PortalStep) -> Vec<FieldName> {
        match self.ticks.get(&step.id) {
            Some(tick) if !tick.skipped => differing(&tick.marks, step),
            _ => Vec::new(),
        }
    }

    /// Is a step done, or left out, and nothing of it changed since?
    #[must_use]
    pub fn is_done(&self, step: &PortalStep) -> bool {
        self.ticks.contains_key(&step.id) && self.changed(step).is_empty()
    }

    /// When a point was checked.
    #[must_use]
    pub fn point(&self, point: GuidelinePoint) -> Option<&CheckedPoint> {
        self.points.get(&point)
    }

    /// Was a point checked before a file came that is sold now?
    #[must_use]
    pub fn is_stale(&self, point: GuidelinePoint, draft: &Draft) -> bool {
        self.points
            .get(&point)
            .is_some_and(|checked| files_of(draft).any(|file| !checked.files.contains(&file)))
    }

    /// The kit that was written last, and when, in milliseconds since 1970.
    #[must_use]
    pub fn kit(&self) -> Option<(i64, &WrittenKit)> {
        self.kit.as_ref().map(|(at_ms, kit)| (*at_ms, kit))
    }

    /// All versions that were submitted, in order.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// How the Series stands, once the creator said so.
    #[must_use]
    pub fn review(&self) -> Option<&Review> {
        self.versions.last().map(|version| &version.review).or(self.saved.as_ref())
    }

    fn status(&self) -> Option<ReviewStatus> {
        self.review().map(|review| review.status)
    }
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
            marks: super::marks_of(steps),
        }
    }
}

fn differing(then: &FieldMarks, step: &PortalStep) -> Vec<FieldName> {
    let other = |field: &&super::PortalField| then.get(&field.name) != Some(&field.mark);
    step.fields.iter().filter(other).map(|field| field.name).collect()
}

fn files_of(draft: &Draft) -> impl Iterator<Item = Mark> {
    draft.paid().iter().map(|episode| Mark::of_file(draft, episode))
}
