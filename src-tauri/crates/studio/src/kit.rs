//! The kit: the plan is carried out, every file is proven, and the folder appears whole or not at all.
//! Files that were prepared are taken as they are.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use media::Ffmpeg;
use publish::{KitContents, KitEpisode, KitFolder, sync_file};
use series::{
    Clip, ClipId, Draft, DraftId, Episode, EpisodePlan, Micros, Publishable, Refusal, Road, Rules, Severity,
    Value, check_clips, export_plan, folder_name, publishable,
};
use tokio::task::{JoinError, JoinSet};

use crate::{
    JobId, JobKind, JobState, KitOutcome, Language, Problem, ProblemCode, Studio,
    jobs::Progress,
    making::{self, MadeFile},
    plan::toil,
    queue::Key,
    shelf::count,
    studio::blocking,
    words::system_language,
};

impl Studio {
    /// Starts writing the kit of `draft` as it stands. `folder` must not exist, or be empty.
    ///
    /// # Errors
    /// `Blocked` when preflight has findings that block, `FfmpegMissing`; both before anything begins.
    pub async fn write_kit(
        self: &Arc<Self>,
        draft: DraftId,
        folder: PathBuf,
        language: Language,
    ) -> Result<JobId, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        let seen = self.load(draft).await?;
        let publishable = publishable(&seen.history, &seen.files, &seen.analyses, &self.rules.rules)
            .map_err(|preflight| {
                let blocking = preflight.findings.iter().filter(|f| f.severity == Severity::Block).count();
                Problem::new(ProblemCode::Blocked).with("count", Value::Count(count(blocking)))
            })?;
        let studio = Arc::clone(self);
        Ok(self.jobs.spawn(JobKind::Kit, draft, |progress| async move {
            let outcome = studio.make_kit(ffmpeg, publishable, folder, language, &progress).await?;
            Ok(JobState::KitWritten { outcome })
        }))
    }

    /// Starts writing the kit into a new folder inside `folder`, named after the series.
    ///
    /// # Errors
    /// As [`Studio::write_kit`].
    pub async fn write_kit_inside(self: &Arc<Self>, draft: DraftId, folder: &Path) -> Result<JobId, Problem> {
        let view = self.look_again(draft).await?;
        let name = folder_name(&view.draft.title);
        // If ten thousand are taken, the writer says that the folder exists.
        let numbered = (2..10_000).map(|n| folder.join(format!("{name} {n}")));
        let free = std::iter::once(folder.join(&name)).chain(numbered).find(|path| !path.exists());
        let language = self.settings().await?.language.unwrap_or_else(system_language);
        self.write_kit(draft, free.unwrap_or_else(|| folder.join(&name)), language).await
    }

    async fn make_kit(
        &self,
        ffmpeg: Arc<Ffmpeg>,
        publishable: Publishable,
        folder: PathBuf,
        language: Language,
        progress: &Progress,
    ) -> Result<KitOutcome, Problem> {
        let all: Vec<_> = publishable.episodes.iter().map(|episode| episode.id).collect();
        let seen = self.known_for(&ffmpeg, publishable.id, &all, &progress.cancel).await?;
        let plan = export_plan(&publishable, &self.rules.rules, &seen.analyses, &self.means().await);
        let bytes = plan.bytes;
        let kit = blocking(move || KitFolder::begin(&folder, bytes)).await??;
        let cover = self.cover_bytes(&publishable).await?;
        progress.total(plan.episodes.len());
        let mut part = Part { done: 0, whole: plan.episodes.iter().map(weight).sum() };
        // While a file is made, those before it are certified: the disk has work, too.
        let mut certifying = JoinSet::new();
        let mut episodes = BTreeMap::new();
        let rules = Arc::new(self.rules.rules.clone());
        let (mut prepared, mut detours) = (0, Vec::new());
        for (index, planned) in plan.episodes.iter().enumerate() {
            let title = &episode_of(&publishable, planned)?.title;
            progress.piece(index, title);
            let output = kit.path_of(&planned.file_name);
            let made = match self.prepared_file(planned, &publishable, &output).await? {
                Some(made) => {
                    prepared += 1;
                    made
                }
                None => self.make_file(&ffmpeg, &publishable, planned, &output, part, progress).await?,
            };
            part.done += weight(planned);
            progress.part(part.done, part.whole);
            detours.extend(made.detour(title, planned.recipe.road));
            let certificate = certify(output, planned.clone(), made, Arc::clone(&rules));
            certifying.spawn(async move { (index, certificate.await) });
            // One that failed is told now, not after an hour of encoding the others.
            while let Some(certified) = certifying.try_join_next() {
                keep(&mut episodes, certified)?;
            }
        }
        while let Some(certified) = certifying.join_next().await {
            keep(&mut episodes, certified)?;
        }
        let episodes: Vec<_> = episodes.into_values().collect();
        progress.piece(plan.episodes.len(), "");

        let untouched = episodes.iter().filter(|e| matches!(e.road, Road::Copy | Road::Remux)).count();
        let written = count(plan.episodes.len());
        let contents = KitContents {
            publishable,
            episodes,
            cover,
            rules: self.rules.rules.clone(),
            made_at: jiff::Timestamp::now().to_string(),
        };
        let (folder, bytes) = blocking(move || kit.finish(&contents, Self::words(language))).await??;
        let untouched = count(untouched);
        Ok(KitOutcome { folder, episodes: written, bytes, untouched, prepared, detours })
    }

    /// Puts the file of a recipe that was made before in its place, if there is one.
    async fn prepared_file(
        &self,
        planned: &EpisodePlan,
        draft: &Draft,
        output: &Path,
    ) -> Result<Option<MadeFile>, Problem> {
        let Some(key) = Key::of(&planned.recipe, &draft.clips) else { return Ok(None) };
        let (prepared, output) = (self.prepared(), output.to_owned());
        blocking(move || prepared.place(&key, &output)).await
    }

    /// Makes an episode's file, and learns how long that took.
    async fn make_file(
        &self,
        ffmpeg: &Ffmpeg,
        draft: &Draft,
        planned: &EpisodePlan,
        output: &Path,
        Part { done, whole }: Part,
        progress: &Progress,
    ) -> Result<MadeFile, Problem> {
        let (share, length, told) = (weight(planned), planned.length, progress.clone());
        let tell = move |position| told.part(done + scaled(share, position, length), whole);
        let began = Instant::now();
        let made =
            making::make(ffmpeg, &planned.recipe, &draft.clips, output, tell, &progress.cancel).await?;
        if made.road == planned.recipe.road {
            self.pace.learn(&toil(planned, &draft.clips), began.elapsed());
        }
        Ok(made)
    }

    async fn cover_bytes(&self, draft: &Draft) -> Result<Vec<u8>, Problem> {
        let Some(cover) = &draft.cover else { return Ok(Vec::new()) };
        let path = self.store.picture_path(&cover.picture).unwrap_or_else(|| self.store.pictures());
        blocking(move || std::fs::read(&path).map_err(|error| Problem::of_file(&path, &error))).await?
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

/// How much of a kit is done, in the unit of [`weight`].
#[derive(Debug, Clone, Copy)]
struct Part {
    done: u64,
    whole: u64,
}

/// The episode that `planned` makes the file of.
fn episode_of<'a>(draft: &'a Draft, planned: &EpisodePlan) -> Result<&'a Episode, Problem> {
    let id = planned.episode;
    let (_, episode) = draft.episode(id).ok_or(Refusal::UnknownEpisode { episode: id })?;
    Ok(episode)
}

/// How much of the whole work an episode is: the time it takes, about.
fn weight(planned: &EpisodePlan) -> u64 {
    planned.time.get().max(1).unsigned_abs()
}

fn scaled(share: u64, position: Micros, length: Micros) -> u64 {
    let (position, length) = (position.get().max(0) as u128, length.get().max(1) as u128);
    u64::try_from(u128::from(share) * position.min(length) / length).unwrap_or(share)
}
