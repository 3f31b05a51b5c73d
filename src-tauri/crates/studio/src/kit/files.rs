//! Makes the files of a kit. What is only copied is copied two at a time: while one is proven, the next is
//! copied. What is encoded keeps the machine busy by itself.

use std::{
    collections::BTreeMap,
    iter::Enumerate,
    path::PathBuf,
    slice,
    sync::{
        Arc, Mutex as Held, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use media::Ffmpeg;
use publish::{KitEpisode, KitFolder, sync_file};
use series::{Clip, ClipId, Draft, Episode, EpisodePlan, Refusal, Road, Rules, Severity, Value, check_clips};
use tokio::{
    sync::Mutex,
    task::{JoinError, JoinSet},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Detour, Problem, ProblemCode, Studio,
    jobs::Progress,
    making::{self, MadeFile},
    plan::toil,
    queue::{Came, Item, Key, Toll},
    studio::blocking,
};

/// Makes the files of a kit.
pub(super) struct Files<'a> {
    studio: &'a Studio,
    ffmpeg: &'a Ffmpeg,
    draft: &'a Draft,
    kit: &'a KitFolder,
    progress: &'a Progress,
    rules: Arc<Rules>,
    toll: Toll,
    /// Stops both hands when one fails.
    stop: CancellationToken,
    /// Held by whoever makes a file that is not just copied.
    anew: Mutex<()>,
    /// How many files are being made.
    busy: AtomicU32,
}

/// The files of a kit, made and certified.
#[derive(Default)]
pub(super) struct Delivered {
    /// In order.
    pub(super) episodes: Vec<KitEpisode>,
    /// How many of them were made ahead.
    pub(super) prepared: u32,
    /// Roads other than planned, in order.
    pub(super) detours: Vec<Detour>,
}

/// What one hand made, by place.
#[derive(Default)]
struct Made {
    episodes: BTreeMap<usize, KitEpisode>,
    prepared: u32,
    detours: BTreeMap<usize, Detour>,
}

/// The episodes that no hand has taken yet.
type Left<'a> = Held<Enumerate<slice::Iter<'a, EpisodePlan>>>;

impl<'a> Files<'a> {
    pub(super) fn new(
        studio: &'a Studio,
        ffmpeg: &'a Ffmpeg,
        draft: &'a Draft,
        kit: &'a KitFolder,
        progress: &'a Progress,
    ) -> Self {
        Self {
            studio,
            ffmpeg,
            draft,
            kit,
            progress,
            rules: Arc::new(studio.rules.rules.clone()),
            toll: Toll::default(),
            stop: progress.cancel.child_token(),
            anew: Mutex::default(),
            busy: AtomicU32::new(0),
        }
    }

    /// Makes them all. One that fails stops the others and waits for them.
    pub(super) async fn of(self, plans: &[EpisodePlan]) -> Result<Delivered, Problem> {
        self.toll.expect(plans.iter());
        let left = Held::new(plans.iter().enumerate());
        // Stops what was begun, too, when nobody waits for it any more.
        let _stopping = self.stop.clone().drop_guard();
        let (mut made, other) = match tokio::join!(self.hand(&left), self.hand(&left)) {
            (Ok(one), Ok(other)) => (one, other),
            // Which of them failed by itself says why.
            (Err(Problem { code: ProblemCode::Cancelled, .. }) | Ok(_), Err(problem)) | (Err(problem), _) => {
                return Err(problem);
            }
        };
        made.episodes.extend(other.episodes);
        made.detours.extend(other.detours);
        Ok(Delivered {
            episodes: made.episodes.into_values().collect(),
            prepared: made.prepared + other.prepared,
            detours: made.detours.into_values().collect(),
        })
    }

    /// Takes one episode after the other, until none is left.
    async fn hand(&self, left: &Left<'_>) -> Result<Made, Problem> {
        let mut made = Made::default();
        // While a file is made, those before it are certified: the disk has work, too.
        let mut certifying = JoinSet::new();
        let worked = async {
            let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
            while let Some((index, planned)) = next() {
                let title = &self.episode_of(planned)?.title;
                let file = self.file(planned, title, &mut made.prepared).await?;
                self.toll.end(planned.episode, self.progress);
                made.detours.extend(file.detour(title, planned.recipe.road).map(|detour| (index, detour)));
                let output = self.kit.path_of(&planned.file_name);
                let certificate = certify(output, planned.clone(), file, Arc::clone(&self.rules));
                certifying.spawn(async move { (index, certificate.await) });
                // One that failed is told now, not after an hour of encoding the others.
                while let Some(certified) = certifying.try_join_next() {
                    keep(&mut made.episodes, certified)?;
                }
            }
            while let Some(certified) = certifying.join_next().await {
                keep(&mut made.episodes, certified)?;
            }
            Ok(())
        };
        let worked: Result<(), Problem> = worked.await;
        worked.inspect_err(|_| self.stop.cancel())?;
        Ok(made)
    }

    /// Makes an episode's file, or puts the one that was made ahead in its place.
    async fn file(
        &self,
        planned: &EpisodePlan,
        title: &str,
        prepared: &mut u32,
    ) -> Result<MadeFile, Problem> {
        let _alone = match planned.recipe.road {
            Road::Copy => None,
            Road::Remux | Road::SmartCut { .. } | Road::Transcode { .. } => Some(self.anew.lock().await),
        };
        self.progress.piece(self.toll.done(), title);
        if let Some(made) = self.made_ahead(planned, title, prepared).await? {
            return Ok(made);
        }
        let output = self.kit.path_of(&planned.file_name);
        let (toll, progress) = (self.toll.clone(), self.progress.clone());
        let (episode, length) = (planned.episode, planned.length);
        let tell = move |position| toll.tell(episode, position, length, &progress);
        let began = Instant::now();
        self.busy.fetch_add(1, Ordering::Relaxed);
        let clips = &self.draft.clips;
        let made = making::make(self.ffmpeg, &planned.recipe, clips, &output, tell, &self.stop).await;
        let together = self.busy.fetch_sub(1, Ordering::Relaxed).max(1);
        let made = made?;
        if made.road == planned.recipe.road {
            // Of two at once, each had half of the machine.
            self.studio.pace.learn(&toil(planned, clips), began.elapsed() / together);
        }
        Ok(made)
    }

    /// The file of an episode that was made ahead, in its place. One that the queue is still to make is
    /// made for both, or waited for where the queue is at it: nothing is made twice.
    async fn made_ahead(
        &self,
        planned: &EpisodePlan,
        title: &str,
        prepared: &mut u32,
    ) -> Result<Option<MadeFile>, Problem> {
        let Some(key) = Key::of(&planned.recipe, &self.draft.clips) else { return Ok(None) };
        let (ahead, draft) = (self.studio.prepared(), self.draft.id);
        let mut waited = 1;
        let wanted = self.studio.with_store(move |store| store.wanted(draft)).await?;
        if planned.recipe.road != Road::Copy && wanted.contains(&planned.episode) {
            let (toll, progress) = (self.toll.clone(), self.progress.clone());
            let (episode, length) = (planned.episode, planned.length);
            let tell = move |position| toll.tell(episode, position, length, &progress);
            let clips = Arc::clone(&self.draft.clips);
            let item = Item { key: key.clone(), title: title.to_owned(), plan: planned.clone(), clips };
            if let Came::Made(_) = item.make(self.ffmpeg, &ahead, tell, &self.stop).await? {
                waited = 0;
            }
        }
        let output = self.kit.path_of(&planned.file_name);
        let placed = blocking(move || ahead.place(&key, &output)).await?;
        *prepared += if placed.is_some() { waited } else { 0 };
        Ok(placed)
    }

    /// The episode that `planned` makes the file of.
    fn episode_of(&self, planned: &EpisodePlan) -> Result<&Episode, Problem> {
        let id = planned.episode;
        let (_, episode) = self.draft.episode(id).ok_or(Refusal::UnknownEpisode { episode: id })?;
        Ok(episode)
    }
}

/// Puts a certified file in its place, or says why it is none.
fn keep(
    episodes: &mut BTreeMap<usize, KitEpisode>,
    certified: Result<(usize, Result<KitEpisode, Problem>), JoinError>,
) -> Result<(), Problem> {
    let (index, episode) = certified.map_err(|error| Problem::unexpected(&error))?;
    episodes.insert(index, episode?);
    Ok(())
}

/// Holds a file that was made and proven against the rules: what counts is what is in the kit. Then sees
/// that it is on the disk.
async fn certify(
    file: PathBuf,
    plan: EpisodePlan,
    made: MadeFile,
    rules: Arc<Rules>,
) -> Result<KitEpisode, Problem> {
    blocking(move || sync_file(&file)).await??;
    let MadeFile { road, facts, proof, .. } = made;
    let delivered = Clip { id: ClipId::new(uuid::Uuid::now_v7()), path: plan.file_name.clone(), facts };
    let checks = check_clips(std::slice::from_ref(&delivered), &rules);
    let mut findings = checks.clips.into_iter().flatten();
    match findings.find(|finding| finding.severity == Severity::Block) {
        None => Ok(KitEpisode { plan, road, proof, delivered }),
        Some(finding) => Err(Problem::new(ProblemCode::KitFailedCheck)
            .with("file", Value::Text(plan.file_name))
            .with("rule", Value::Word(format!("rule.{}.name", finding.rule)))),
    }
}
