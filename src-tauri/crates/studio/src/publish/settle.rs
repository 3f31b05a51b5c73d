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
    postings::Batch,
};
use crate::{Problem, ProblemCode, Settled, Studio, studio::now_ms};

impl Studio {
    /// The creator says what became of a posting that nobody knows about, or that was refused. One that is to
    /// be sent again goes out as the file it was; where that is another by now, or is what was refused, as the
    /// episode is now: its changed clips are read again.
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
        standing.stage.clone().after(&happened).map_err(StorageError::from)?;
        if settled == Settled::Again
            && (asks_for_another_file(&standing.stage)
                || !is_begun(&standing.stage)
                    && Looked::default().look(&standing.posting.file).await? != Look::Same)
        {
            return self.send_as_it_is(standing, &ledger).await;
        }
        ledger.happened(&standing, happened, now_ms()).await.map(drop)
    }

    /// Puts an episode on the list as it is now, instead of a posting whose file is another by now. Clips of it
    /// that changed on the disk are read again: that is what was asked for.
    async fn send_as_it_is(self: &Arc<Self>, old: Standing, ledger: &Ledger) -> Result<(), Problem> {
        let Posting { draft, episode, target, .. } = old.posting;
        self.read_changed(draft, episode).await?;
        let publishable = self.publishable(draft).await?;
        if publishable.episode(episode).is_none() {
            let title = Value::Text(old.posting.title);
            return Err(Problem::new(ProblemCode::UnknownEpisode).with("episode", title));
        }
        let batch = Batch {
            draft: &publishable,
            sends: vec![(episode, target)],
            settings: &old.posting.words.settings,
            account: &old.posting.account,
            longest: None,
            named: true,
            instead: Some(&old),
        };
        let unfit = self.plan_postings(batch, ledger, &CancellationToken::new()).await?;
        if unfit.is_empty() {
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
