//! What the log of the desk comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DeskEntry, DeskTick, FieldMarks, FieldName, GuidelinePoint, Mark, PortalField, PortalStep, ReviewStatus,
    StepId, SubmittedVersion, WrittenKit,
};
use crate::Draft;

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

fn differing(then: &FieldMarks, step: &PortalStep) -> Vec<FieldName> {
    let other = |field: &&PortalField| then.get(&field.name) != Some(&field.mark);
    step.fields.iter().filter(other).map(|field| field.name).collect()
}

fn files_of(draft: &Draft) -> impl Iterator<Item = Mark> {
    draft.paid().iter().map(|episode| Mark::of_file(draft, episode))
}
