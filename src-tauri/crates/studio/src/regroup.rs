//! Splitting, joining and taking apart.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use series::{
    Analysis, Clip, ClipId, Cuts, DraftId, Edit, EpisodeId, Micros, Refusal, SplitGround, SplitLimits,
    SplitPlan, SplitWish, Step, Target, Trim, split_plans,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{DraftView, Problem, Studio, analyses::Wanted};

impl Studio {
    /// How long a video may be at a target: by the rules and, of posts, by what TikTok said in this process
    /// that its accounts may. A length that is within is taken by each of them.
    #[must_use]
    pub fn lengths_at(&self, target: Target) -> SplitLimits {
        target.lengths(&self.rules.rules, self.longest_of_all())
    }

    /// Ways to split an episode, best first. The limits of its target where there are none given; `marks` are
    /// times of its clip where the creator wants cuts. Reads the clip through first where it was not yet.
    ///
    /// # Errors
    /// `Unsplittable`; `EditRefused` for a joined episode; when the clip cannot be read.
    pub async fn split_plans(
        &self,
        draft: DraftId,
        episode: EpisodeId,
        wish: SplitWish,
        limits: Option<SplitLimits>,
        marks: Vec<Micros>,
    ) -> Result<Vec<SplitPlan>, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let (_, found) = history.draft().episode(episode).ok_or(Refusal::UnknownEpisode { episode })?;
        if !found.is_single() {
            return Err(Refusal::Joined.into());
        }
        let clip = history.draft().clip_of(found).ok_or(Refusal::UnknownClip { clip: found.first.clip })?;
        let limits = limits.unwrap_or_else(|| self.lengths_at(found.target));
        self.plans_of(clip, (found.first.span(clip), found.treatment.cuts), &wish, &limits, marks).await
    }

    /// Ways to split a file that is in no draft, and what probing found in it. The portal's limits where there
    /// are none given.
    ///
    /// # Errors
    /// As [`Studio::split_plans`]; and when the file is no clip.
    pub async fn plan_file(
        &self,
        path: &Path,
        wish: SplitWish,
        limits: Option<SplitLimits>,
    ) -> Result<(Clip, Vec<SplitPlan>), Problem> {
        let clip = self.clip_at(path).await?;
        let whole = Trim { start: Micros::ZERO, end: clip.facts.duration };
        let limits = limits.unwrap_or_else(|| self.lengths_at(Target::Portal));
        let plans = self.plans_of(&clip, (whole, Cuts::Exact), &wish, &limits, Vec::new()).await?;
        Ok((clip, plans))
    }

    /// What reading a file through finds that is in no draft, and what probing found in it. `tell` hears
    /// how much of its sound is heard.
    ///
    /// # Errors
    /// When the file is no clip, or cannot be read; `Cancelled`.
    pub async fn analyse_file(
        &self,
        path: &Path,
        tell: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<(Clip, Arc<Analysis>), Problem> {
        let clip = self.clip_at(path).await?;
        let analysis = self.read_through(&*self.ffmpeg().await?, &clip, Wanted::All, tell, cancel).await?;
        Ok((clip, analysis))
    }

    /// Splits an episode at times of its clip.
    ///
    /// # Errors
    /// `EditRefused`, `UnknownEpisode`; or when the store cannot be written.
    pub async fn split(
        &self,
        draft: DraftId,
        revision: u64,
        episode: EpisodeId,
        cuts: &[Micros],
    ) -> Result<DraftView, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let edit = history.draft().split_into(episode, cuts, &mut new_episode)?;
        self.step(draft, revision, Step::Edit { edit }).await
    }

    /// Makes one episode of several, in the order of the series.
    ///
    /// # Errors
    /// As [`Studio::split`].
    pub async fn merge(
        &self,
        draft: DraftId,
        revision: u64,
        episodes: &[EpisodeId],
    ) -> Result<DraftView, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let edit = history.draft().merge_of(episodes, new_episode())?;
        self.step(draft, revision, Step::Edit { edit }).await
    }

    /// Makes an episode of every part of a joined one.
    ///
    /// # Errors
    /// As [`Studio::split`].
    pub async fn take_apart(
        &self,
        draft: DraftId,
        revision: u64,
        episode: EpisodeId,
    ) -> Result<DraftView, Problem> {
        let history = self.with_store(move |store| store.load(draft)).await?;
        let edit: Edit = history.draft().take_apart(episode, &mut new_episode)?;
        self.step(draft, revision, Step::Edit { edit }).await
    }

    async fn plans_of(
        &self,
        clip: &Clip,
        (span, cuts): (Trim, Cuts),
        wish: &SplitWish,
        limits: &SplitLimits,
        mut marks: Vec<Micros>,
    ) -> Result<Vec<SplitPlan>, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        let analysis =
            self.read_through(&ffmpeg, clip, Wanted::All, |_| {}, &CancellationToken::new()).await?;
        marks.sort_unstable();
        marks.dedup();
        let chapters = analysis.index.iter().flat_map(|index| &index.chapters);
        let chapters: Vec<_> = chapters.map(|chapter| chapter.start).collect();
        let ground = SplitGround::of(span, Some(&analysis), &chapters, &marks, cuts);
        Ok(split_plans(&ground, limits, wish)?)
    }

    /// A clip of a file that is in no draft.
    pub(crate) async fn clip_at(&self, path: &Path) -> Result<Clip, Problem> {
        let path: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let facts = self.ffmpeg().await?.probe(&path, &CancellationToken::new()).await?;
        Ok(Clip { id: ClipId::new(Uuid::now_v7()), path: crate::import::unicode(&path)?, facts })
    }
}

/// The name of an episode that is to be.
pub(crate) fn new_episode() -> EpisodeId {
    EpisodeId::new(Uuid::now_v7())
}
