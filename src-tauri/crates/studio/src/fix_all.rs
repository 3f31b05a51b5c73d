//! Fix all: what it would do, and doing it.

use std::sync::Arc;

use series::{DraftId, DryRun, EpisodeId, FixGround, FixTicks, Road, Step, dry_run, fix_edit};

use crate::{
    DryRunView, FixAllOutcome, Problem, ProblemCode, Studio, drafts::OpenDraft, queue::free_bytes,
    regroup::new_episode, studio::blocking,
};

impl Studio {
    /// What fixing everything would do, with the rows ticked that way. Nothing is done.
    ///
    /// # Errors
    /// When there is no such draft, or the store cannot be read.
    pub async fn dry_run(self: &Arc<Self>, draft: DraftId, ticks: &FixTicks) -> Result<DryRunView, Problem> {
        self.measure_pace().await;
        let seen = self.load(draft).await?;
        let run = self.run_dry(&seen, ticks).await;
        let folder = self.prepared().folder().to_owned();
        let free_bytes = blocking(move || free_bytes(&folder)).await?;
        Ok(DryRunView { run, free_bytes })
    }

    /// Does what the dry run of `revision` said, as one undo, and starts making the files of the episodes
    /// that changed.
    ///
    /// # Errors
    /// `DraftMovedOn` when the draft is at another revision, and then nothing was done; when the store
    /// cannot be written.
    pub async fn fix_all(
        self: &Arc<Self>,
        draft: DraftId,
        revision: u64,
        ticks: &FixTicks,
    ) -> Result<FixAllOutcome, Problem> {
        let seen = self.load(draft).await?;
        let moved_on = || Problem::new(ProblemCode::DraftMovedOn);
        if seen.history.revision() != revision {
            return Err(moved_on());
        }
        let run = self.run_dry(&seen, ticks).await;
        let Some(edit) = fix_edit(&run) else {
            return Ok(FixAllOutcome { view: self.look_again(draft).await?, job: None });
        };
        let view = self.step(draft, revision, Step::Edit { edit }).await?;
        let before = seen.history.draft();
        let changed: Vec<EpisodeId> = view
            .draft
            .episodes
            .iter()
            .filter(|episode| before.episode(episode.id).is_none_or(|(_, before)| before != *episode))
            .map(|episode| episode.id)
            .collect();
        let plan = self.export_plan(draft).await?;
        let long = plan.episodes.iter().filter(|planned| planned.recipe.road != Road::Copy);
        let long: Vec<_> =
            long.map(|planned| planned.episode).filter(|episode| changed.contains(episode)).collect();
        let job = match long.is_empty() {
            true => None,
            false => Some(self.prepare_episodes(draft, long).await?),
        };
        Ok(FixAllOutcome { view, job })
    }

    async fn run_dry(&self, seen: &OpenDraft, ticks: &FixTicks) -> DryRun {
        let means = self.means().await;
        let ground = FixGround {
            history: &seen.history,
            files: &seen.files,
            analyses: &seen.analyses,
            rules: &self.rules.rules,
            means: &means,
        };
        dry_run(&ground, ticks, &mut new_episode)
    }
}
