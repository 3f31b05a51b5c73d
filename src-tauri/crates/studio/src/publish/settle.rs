//! The creator says what becomes of a posting that nobody knows about, or that was refused.

use std::{collections::BTreeSet, sync::Arc};

use series::{
    ClipId, DraftId, EpisodeId, FileState, Happened, Posting, PostingId, Remedy, Stage, Target, Value,
};
use storage::{Standing, StorageError};
use tokio_util::sync::CancellationToken;

use super::{
    ledger::Ledger,
    looked::{Look, Looked},
    postings::{Asked, Batch},
};
use crate::{Problem, ProblemCode, Settled, Studio, studio::now_ms};

impl Studio {
    /// The creator says what became of a posting that nobody knows about, or that was refused. One that is to
    /// be sent again and is not there goes out as the episode is now, with what was agreed to last: where its
    /// file is another by now, its changed clips are read again.
    ///
    /// # Errors
    /// `NotSettled` when there is nothing to say of it. Where the file is another: `Blocked` when preflight has
    /// findings that block, `UnknownEpisode`, `NothingFits`, `FfmpegMissing`; the posting stays as it was then.
    /// When the store cannot be written.
    pub async fn settle(self: &Arc<Self>, posting: PostingId, settled: Settled) -> Result<(), Problem> {
        let happened = match settled {
            Settled::There => Happened::SeenThere,
            Settled::Again => Happened::Again,
            Settled::Skip => Happened::Skipped,
        };
        let ledger = Ledger::of(self);
        let standing = ledger.with(move |store| store.posting(posting)).await?;
        let is_begun = is_begun(&standing.stage) || standing.stage.is_under_way();
        if settled == Settled::Skip && is_begun && standing.stage.ticket().is_some() {
            return self.call_back(&standing, &ledger).await;
        }
        standing.stage.clone().after(&happened).map_err(StorageError::from)?;
        if settled == Settled::Again && !is_begun && !self.goes_as_it_is(&standing).await? {
            return self.send_anew(standing, &ledger).await;
        }
        ledger.happened(&standing, happened, now_ms()).await.map(drop)
    }

    /// What was begun goes no further, if the last of it was not under way yet.
    async fn call_back(&self, standing: &Standing, ledger: &Ledger) -> Result<(), Problem> {
        if !standing.stage.asks() && !standing.stage.is_recallable() {
            let title = Value::Text(standing.posting.title.clone());
            return Err(Problem::new(ProblemCode::PastRecall).with("title", title));
        }
        ledger.happened(standing, Happened::Skipped, now_ms()).await?;
        self.forget_begun(standing).await;
        Ok(())
    }

    /// Would it go out so again now? What nobody knows of waits for its turn first, and is held against the draft
    /// then.
    async fn goes_as_it_is(&self, standing: &Standing) -> Result<bool, Problem> {
        let Standing { posting, stage, .. } = standing;
        if asks_for_another_file(stage) || Looked::default().look(&posting.file).await? != Look::Same {
            return Ok(false);
        }
        if !matches!(stage, Stage::Refused { .. }) {
            return Ok(true);
        }
        let agreed = self.agreed(posting.draft, posting.target, &posting.account).await?;
        Ok(agreed.is_none_or(|agreed| posting.says(&agreed)) && self.is_as_now(posting).await?)
    }

    /// Puts an episode on the list as it is now, instead of a posting that would be another by now. Clips of it
    /// that changed on the disk are read again: that is what was asked for.
    async fn send_anew(self: &Arc<Self>, old: Standing, ledger: &Ledger) -> Result<(), Problem> {
        let Posting { draft, episode, target, .. } = old.posting;
        self.read_changed(draft, episode).await?;
        let publishable = self.publishable(draft).await?;
        if publishable.episode(episode).is_none() {
            let title = Value::Text(old.posting.title);
            return Err(Problem::new(ProblemCode::UnknownEpisode).with("episode", title));
        }
        let account = &old.posting.account;
        let agreed = self.agreed(draft, target, account).await?;
        let batch = Batch {
            draft: &publishable,
            sends: vec![(episode, target)],
            settings: agreed.as_ref().unwrap_or(&old.posting.words.settings),
            account,
            longest: None,
            asked: Asked::Again(&old),
        };
        let listed = self.plan_postings(batch, ledger, &CancellationToken::new()).await?;
        if listed.unfit.is_empty() {
            return Ok(());
        }
        let target = Value::Text(Target::name(target).to_owned());
        Err(Problem::new(ProblemCode::NothingFits).with("target", target))
    }

    /// Reads those clips of an episode again whose files changed on the disk.
    async fn read_changed(&self, draft: DraftId, episode: EpisodeId) -> Result<(), Problem> {
        let seen = self.load(draft).await?;
        let now = seen.history.draft();
        let Some((_, episode)) = now.episode(episode) else { return Ok(()) };
        let parts = now.parts_of(episode).map(|(part, _)| part.clip);
        let changed: BTreeSet<ClipId> =
            parts.filter(|clip| seen.files.get(clip) == Some(&FileState::Changed)).collect();
        for clip in changed {
            self.relink(draft, seen.history.revision(), clip, None).await?;
        }
        Ok(())
    }
}

/// Was it refused for what its file is, so that another is sent?
fn asks_for_another_file(stage: &Stage) -> bool {
    matches!(stage, Stage::Refused { refused } if refused.why.remedy() == Remedy::MendFile)
}

/// Has the platform a part of it, so that it goes on there? If its file is another by now, that is told then.
fn is_begun(stage: &Stage) -> bool {
    matches!(stage, Stage::Unreachable { was } if was.is_under_way())
}
