//! The submission desk: what a person does by hand in the Series portal, with what they ticked of it.
//!
//! `show` makes what a window is shown; `eligible` knows what TikTok asks of the account; `kits` remembers
//! which files go into the portal.

mod eligible;
mod kits;
mod show;

use series::{
    Desk, DeskEntry, DeskTick, DraftId, GuidelinePoint, PortalStep, ReviewStatus, StepId, SubmittedVersion,
    Value, portal_steps,
};
use storage::About;

use crate::{DeskView, Event, Problem, ProblemCode, Studio, drafts::OpenDraft, studio::now_ms};

impl Studio {
    /// What a person does in the portal for a draft, and how far they are.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn desk(&self, draft: DraftId) -> Result<DeskView, Problem> {
        let seen = self.load(draft).await?;
        let notes = self.with_store(move |store| store.notes::<DeskEntry>(About::Draft(draft))).await?;
        self.show_desk(&seen, &Desk::of(notes)).await
    }

    /// Ticks a step, leaves it out, or takes its tick away. It is on disk when this returns.
    ///
    /// # Errors
    /// `UnknownStep` when the draft has no such step; when the store cannot be written.
    pub async fn desk_tick(
        &self,
        draft: DraftId,
        step: StepId,
        tick: Option<DeskTick>,
    ) -> Result<DeskView, Problem> {
        let seen = self.load(draft).await?;
        let steps = portal_steps(seen.history.draft());
        let Some(step) = steps.iter().find(|one| one.id == step).cloned() else {
            return Err(Problem::new(ProblemCode::UnknownStep).with("step", Value::Text(step.to_string())));
        };
        let version = version(&seen, &steps);
        self.note_at_desk(&seen, move |desk| desk.ticking(&step, tick, version)).await
    }

    /// The creator checked a point of the Community Guidelines, or no longer says so. It is on disk when this
    /// returns.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn desk_declare(
        &self,
        draft: DraftId,
        point: GuidelinePoint,
        so: bool,
    ) -> Result<DeskView, Problem> {
        let seen = self.load(draft).await?;
        let of = seen.history.draft().clone();
        self.note_at_desk(&seen, move |desk| desk.declaring(&of, point, so).into_iter().collect()).await
    }

    /// The creator reports how the Series stands at TikTok. It is on disk when this returns.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be written.
    pub async fn desk_status(
        &self,
        draft: DraftId,
        status: ReviewStatus,
        reason: Option<String>,
    ) -> Result<DeskView, Problem> {
        let seen = self.load(draft).await?;
        let version = version(&seen, &portal_steps(seen.history.draft()));
        // Only what is not taken has a reason.
        let reason = reason.map(|reason| reason.trim().to_owned());
        let reason = reason.filter(|reason| status == ReviewStatus::Rejected && !reason.is_empty());
        self.note_at_desk(&seen, move |desk| desk.reporting(status, reason, version)).await
    }

    /// Notes what `add` makes of the desk as it stands, and tells everybody who shows it.
    async fn note_at_desk(
        &self,
        seen: &OpenDraft,
        add: impl FnOnce(&Desk) -> Vec<DeskEntry> + Send + 'static,
    ) -> Result<DeskView, Problem> {
        let draft = seen.history.draft().id;
        let notes = self
            .with_store(move |store| {
                store.note(About::Draft(draft), now_ms(), |so_far| add(&Desk::of(so_far.iter().cloned())))
            })
            .await?;
        // Nobody listening is fine: whoever looks next sees it.
        let _ = self.events.send(Event::DeskChanged(Some(draft)));
        self.show_desk(seen, &Desk::of(notes)).await
    }
}

fn version(seen: &OpenDraft, steps: &[PortalStep]) -> SubmittedVersion {
    SubmittedVersion::of(seen.history.draft(), seen.history.revision(), steps)
}
