//! The job that makes a draft's files ahead of the kit.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use media::Ffmpeg;
use series::{DraftId, EpisodeId, Road};

use super::{
    prepared::{Key, Prepared},
    work::Work,
};
use crate::{JobId, JobKind, JobState, Problem, Studio, studio::blocking};

impl Studio {
    /// Makes the files of a draft that take a while, ahead of the kit. What is to be made is on the disk
    /// when this returns: after a crash, [`Studio::resume_work`] goes on.
    ///
    /// # Errors
    /// `FfmpegMissing`; when there is no such draft, or the store cannot be written.
    pub async fn prepare(self: &Arc<Self>, draft: DraftId) -> Result<JobId, Problem> {
        let seen = self.load(draft).await?;
        let plan = self.plan(&seen).await;
        let long = plan.episodes.iter().filter(|planned| planned.recipe.road != Road::Copy);
        self.prepare_episodes(draft, long.map(|planned| planned.episode).collect()).await
    }

    /// As [`Studio::prepare`], but for these episodes.
    pub(crate) async fn prepare_episodes(
        self: &Arc<Self>,
        draft: DraftId,
        episodes: Vec<EpisodeId>,
    ) -> Result<JobId, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        self.with_store(move |store| store.want(draft, &episodes)).await?;
        Ok(self.work_on(draft, ffmpeg))
    }

    /// Goes on with what was left when the last process ended, and tidies up behind it. Answers the jobs.
    ///
    /// # Errors
    /// `FfmpegMissing`, when there is something to make; or when the store cannot be read.
    pub async fn resume_work(self: &Arc<Self>) -> Result<Vec<JobId>, Problem> {
        self.tidy();
        let waiting = self.with_store(storage::Store::waiting).await?;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let ffmpeg = self.ffmpeg().await?;
        Ok(waiting.into_iter().map(|draft| self.work_on(draft, Arc::clone(&ffmpeg))).collect())
    }

    fn work_on(self: &Arc<Self>, draft: DraftId, ffmpeg: Arc<Ffmpeg>) -> JobId {
        let studio = Arc::clone(self);
        self.jobs.once(JobKind::Prepare, draft, |progress| async move {
            let worked = Work::new(Arc::clone(&studio), ffmpeg, draft, progress.clone()).run().await;
            if progress.cancel.is_cancelled() && !studio.jobs.stopping() {
                // Given up by the creator; a program that ends goes on the next time.
                studio.give_up(draft).await?;
            }
            Ok(JobState::Prepared { outcome: worked? })
        })
    }

    /// Takes all of a draft off the waiting list.
    async fn give_up(&self, draft: DraftId) -> Result<(), Problem> {
        self.with_store(move |store| store.want_no_more(draft, &store.wanted(draft)?)).await
    }

    /// Removes, in its own time, what processes that died left behind and what no draft needs any more.
    fn tidy(self: &Arc<Self>) {
        let studio = Arc::clone(self);
        tokio::spawn(async move {
            let Ok(drafts) = studio.with_store(storage::Store::list).await else { return };
            let mut needed = BTreeSet::new();
            for row in drafts {
                // A draft that cannot be read may need all of them.
                let Ok(seen) = studio.load(row.id).await else { return };
                let plan = studio.plan(&seen).await;
                let clips = &seen.history.draft().clips;
                needed.extend(plan.episodes.iter().filter_map(|plan| Key::of(&plan.recipe, clips)));
            }
            // What is on its way to a platform is needed until it is there, whatever became of the draft.
            let Ok(on_their_way) = studio.with_store(storage::Store::open_postings).await else { return };
            let files = on_their_way.iter().map(|standing| Path::new(&standing.posting.file.path));
            needed.extend(files.filter_map(|file| studio.prepared().key_of(file)));
            let (prepared, analyses) = (studio.prepared(), Arc::clone(&studio.analyses));
            // Nothing that could go wrong here is worth stopping for.
            let _ = blocking(move || {
                prepared.sweep(&needed);
                analyses.sweep();
            })
            .await;
        });
    }

    /// The prepared files of this data folder.
    pub(crate) fn prepared(&self) -> Prepared {
        Prepared::new(&self.data)
    }
}
