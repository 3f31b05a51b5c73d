//! Works off a draft's waiting list.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use media::Ffmpeg;
use series::{DraftId, EpisodeId, Road};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{
    item::{Came, Item},
    prepared::Key,
    toll::Toll,
    turn::{Turn, turn},
};
use crate::{
    FailedEpisode, PrepareOutcome, Problem, ProblemCode, Studio, jobs::Progress, plan::toil, studio::blocking,
};

/// How many files that are only copied, for the most part, are made at once. One that is encoded anew
/// keeps all cores busy by itself.
const AT_ONCE: usize = 2;

/// A draft's waiting list, being worked off.
pub(super) struct Work {
    studio: Arc<Studio>,
    ffmpeg: Arc<Ffmpeg>,
    draft: DraftId,
    progress: Progress,
    /// Stops what is being made when one of them stops all.
    stop: CancellationToken,
    outcome: PrepareOutcome,
    running: JoinSet<Ended>,
    /// What is being made.
    at: BTreeMap<EpisodeId, Item>,
    /// Episodes that failed but stay on the list for another time.
    another_time: BTreeSet<EpisodeId>,
    toll: Toll,
}

/// A file that came to its end.
struct Ended {
    episode: EpisodeId,
    came: Result<Came, Problem>,
    took: Duration,
}

impl Work {
    pub(super) fn new(studio: Arc<Studio>, ffmpeg: Arc<Ffmpeg>, draft: DraftId, progress: Progress) -> Self {
        Self {
            stop: progress.cancel.child_token(),
            studio,
            ffmpeg,
            draft,
            progress,
            outcome: PrepareOutcome::default(),
            running: JoinSet::new(),
            at: BTreeMap::new(),
            another_time: BTreeSet::new(),
            toll: Toll::default(),
        }
    }

    /// Works it off, and says what came of it.
    pub(super) async fn run(mut self) -> Result<PrepareOutcome, Problem> {
        let worked = self.work_off().await;
        // Nothing is left running, however it ended.
        self.stop.cancel();
        while self.running.join_next().await.is_some() {}
        worked.map(|()| self.outcome)
    }

    async fn work_off(&mut self) -> Result<(), Problem> {
        let folder = self.studio.prepared().folder().to_owned();
        let mut held: Option<Turn> = None;
        loop {
            if self.progress.is_paused() && self.running.is_empty() {
                // Others may work meanwhile.
                held = None;
                self.progress.go_on().await?;
            }
            if held.is_none() {
                held = Some(turn(&folder, &self.progress).await?);
            }
            if !self.progress.is_paused()
                && let Some(item) = self.next().await?
            {
                self.start(item);
                continue;
            }
            match self.running.join_next().await {
                Some(ended) => self.take(ended.map_err(|error| Problem::unexpected(&error))?).await?,
                None if self.progress.is_paused() => {}
                None => return Ok(()),
            }
        }
    }

    /// What is to be made next, if it may be begun now.
    async fn next(&mut self) -> Result<Option<Item>, Problem> {
        let heavy = self.at.values().any(Item::is_heavy);
        if heavy || self.at.len() >= AT_ONCE {
            return Ok(None);
        }
        let mut wanted = self.wanted().await?;
        wanted.retain(|episode| !self.at.contains_key(episode) && !self.another_time.contains(episode));
        if wanted.is_empty() {
            return Ok(None);
        }
        let seen = self.studio.known_for(&self.ffmpeg, self.draft, &wanted, &self.stop).await?;
        let plan = self.studio.plan(&seen).await;
        let draft = seen.history.draft();
        let clips = Arc::clone(&draft.clips);
        let planned = |episode: &EpisodeId| plan.episodes.iter().find(|plan| plan.episode == *episode);
        self.toll.expect(wanted.iter().filter_map(planned));
        for episode in wanted {
            let item = planned(&episode).filter(|plan| plan.recipe.road != Road::Copy).and_then(|plan| {
                let (_, found) = draft.episode(episode)?;
                let key = Key::of(&plan.recipe, &clips)?;
                Some(Item { key, title: found.title.clone(), plan: plan.clone(), clips: Arc::clone(&clips) })
            });
            // Taken out of the draft meanwhile, or nothing to make any more.
            let Some(item) = item else {
                self.done(episode).await?;
                continue;
            };
            if self.at.values().any(|at| at.key == item.key) {
                continue;
            }
            let (prepared, key) = (self.studio.prepared(), item.key.clone());
            if blocking(move || prepared.find(&key).is_some()).await? {
                self.outcome.ready += 1;
                self.done(episode).await?;
                continue;
            }
            return Ok((!item.is_heavy() || self.at.is_empty()).then_some(item));
        }
        Ok(None)
    }

    fn start(&mut self, item: Item) {
        let episode = item.plan.episode;
        self.progress.total(self.toll.count());
        self.progress.piece(self.toll.done(), &item.title);
        let (ffmpeg, prepared) = (Arc::clone(&self.ffmpeg), self.studio.prepared());
        let (progress, toll, stop) = (self.progress.clone(), self.toll.clone(), self.stop.clone());
        let made = item.clone();
        self.at.insert(episode, item);
        self.running.spawn(async move {
            let began = Instant::now();
            let length = made.plan.length;
            let tell = move |position| toll.tell(episode, position, length, &progress);
            let came = made.make(&ffmpeg, &prepared, tell, &stop).await;
            Ended { episode, came, took: began.elapsed() }
        });
    }

    /// Takes in what came of a file.
    async fn take(&mut self, ended: Ended) -> Result<(), Problem> {
        let together = u32::try_from(self.at.len()).unwrap_or(1).max(1);
        let Some(item) = self.at.remove(&ended.episode) else { return Ok(()) };
        match ended.came {
            Ok(Came::Ready) => self.outcome.ready += 1,
            Ok(Came::Made(detour)) => {
                self.outcome.made += 1;
                if detour.is_none() {
                    // Of two at once, each had half of the machine.
                    self.studio.pace.learn(&toil(&item.plan, &item.clips), ended.took / together);
                }
                self.outcome.detours.extend(detour);
            }
            Err(problem) if stops(&problem) => return Err(problem),
            Err(problem) => {
                if problem.code == ProblemCode::FfmpegKilled {
                    self.another_time.insert(ended.episode);
                }
                self.outcome.failed.push(FailedEpisode { title: item.title, problem });
            }
        }
        self.toll.end(ended.episode, &self.progress);
        self.progress.done(self.toll.done());
        if self.another_time.contains(&ended.episode) { Ok(()) } else { self.done(ended.episode).await }
    }

    async fn wanted(&self) -> Result<Vec<EpisodeId>, Problem> {
        let draft = self.draft;
        self.studio.with_store(move |store| store.wanted(draft)).await
    }

    async fn done(&self, episode: EpisodeId) -> Result<(), Problem> {
        let draft = self.draft;
        self.studio.with_store(move |store| store.want_no_more(draft, &[episode])).await
    }
}

/// Would every other file fail the same way? Then all stay on the list.
fn stops(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::Cancelled
            | ProblemCode::DiskFull
            | ProblemCode::StoreUnwritable
            | ProblemCode::StoreGone
            | ProblemCode::FfmpegMissing
            | ProblemCode::Unexpected
    )
}
