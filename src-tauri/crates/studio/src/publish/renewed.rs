//! What has not begun goes out as the draft is now, with the settings that were agreed to last.

use std::sync::Arc;

use series::{AccountId, Draft, DraftId, PostSettings, Posting, Target, Value, export_plan};
use storage::Standing;
use tokio_util::sync::CancellationToken;

use super::{
    ledger::Ledger,
    postings::{Asked, Batch},
    present::Present,
};
use crate::{Problem, ProblemCode, Studio, UnfitEpisode, drafts::OpenDraft};

impl Studio {
    /// Holds a posting that has not begun against the draft as it is now. Where it would go out otherwise, it is
    /// made and put on the list anew. Answers whether it can go out as it stands there.
    ///
    /// # Errors
    /// Where it would go out otherwise and cannot: `Blocked` when preflight has findings that block,
    /// `NothingFits` when its target does not take it, `SentBefore` when its file is there as another episode,
    /// `FfmpegMissing`, `FileNotMade`; it stays on the list as it was then. `Cancelled`; what the store says.
    pub(super) async fn holds(
        self: &Arc<Self>,
        standing: &Standing,
        ledger: &Ledger,
        cancel: &CancellationToken,
    ) -> Result<bool, Problem> {
        let posting = &standing.posting;
        if self.is_as_now(posting).await? {
            return Ok(true);
        }
        let draft = self.publishable(posting.draft).await?;
        let batch = Batch {
            draft: &draft,
            sends: vec![(posting.episode, posting.target)],
            settings: &posting.words.settings,
            account: &posting.account,
            longest: None,
            asked: Asked::Held,
        };
        let listed = self.plan_postings(batch, ledger, cancel).await?;
        if let Some(UnfitEpisode { title, reason, .. }) = listed.same.into_iter().next() {
            let other = reason.values.get("title").cloned().unwrap_or_else(|| Value::Text(String::new()));
            let problem = Problem::new(ProblemCode::SentBefore).with("title", Value::Text(title));
            return Err(problem.with("other", other));
        }
        if !listed.unfit.is_empty() {
            let target = Value::Text(Target::name(posting.target).to_owned());
            return Err(Problem::new(ProblemCode::NothingFits).with("target", target));
        }
        Ok(listed.anew == 0)
    }

    /// Would a posting go out now as it came on the list?
    pub(super) async fn is_as_now(&self, posting: &Posting) -> Result<bool, Problem> {
        let seen = self.load(posting.draft).await?;
        if seen.history.revision() == posting.revision {
            return Ok(true);
        }
        let OpenDraft { history, analyses, .. } = seen;
        let (draft, means): (&Draft, _) = (history.draft(), self.means().await);
        let plan = export_plan(draft, &self.rules.rules, &analyses, &means);
        let planned = plan.episodes.iter().find(|planned| planned.episode == posting.episode);
        let present = planned.and_then(|planned| Present::of(draft, planned, &self.prepared()));
        Ok(present.is_some_and(|present| present.is(posting)))
    }

    /// What was said last of what goes from a draft to a target and an account.
    pub(super) async fn agreed(
        &self,
        draft: DraftId,
        target: Target,
        account: &AccountId,
    ) -> Result<Option<PostSettings>, Problem> {
        let all = self.with_store(move |store| store.postings(draft)).await?;
        let mut all = all.into_iter().rev().map(|standing| standing.posting);
        let last = all.find(|one| one.target == target && one.account == *account);
        Ok(last.map(|posting| posting.words.settings))
    }
}
