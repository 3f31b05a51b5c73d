//! The kit: the plan is carried out, every file is probed again, and the folder appears whole or not
//! at all.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use media::{ExportJob, Ffmpeg, Source};
use publish::{KitContents, KitEpisode, KitFolder, sync_file};
use series::{
    Analyses, Clip, ClipId, Draft, DraftId, Episode, EpisodePlan, ExportPlan, Micros, Publishable, Refusal,
    Road, Rules, Severity, Value, check_clips, export_plan, folder_name, publishable,
};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    JobId, JobKind, JobState, KitOutcome, Language, Problem, ProblemCode, Studio, files::file_state,
    jobs::Progress, shelf::count, studio::blocking, words::system_language,
};

/// For progress and estimate: copying moves about this much while re-encoding does one microsecond of
/// 1080p (libx264 `veryfast` on two cores is about as fast as the clip plays).
const COPY_BYTES_A_MICROSECOND: u64 = 200;
/// And every file costs about this many microseconds by itself: it is probed again.
const A_FILE: u64 = 100_000;

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
        let analyses = seen.analyses.clone();
        let publishable = publishable(&seen.history, &seen.files, &seen.analyses, &self.rules.rules)
            .map_err(|preflight| {
                let blocking = preflight.findings.iter().filter(|f| f.severity == Severity::Block).count();
                Problem::new(ProblemCode::Blocked).with("count", Value::Count(count(blocking)))
            })?;
        let studio = Arc::clone(self);
        Ok(self.jobs.spawn(JobKind::Kit, draft, |progress| async move {
            let outcome = studio.make_kit(ffmpeg, publishable, analyses, folder, language, &progress).await?;
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
        analyses: Analyses,
        folder: PathBuf,
        language: Language,
        progress: &Progress,
    ) -> Result<KitOutcome, Problem> {
        let plan = export_plan(&publishable, &self.rules.rules, &analyses, &self.means().await);
        let bytes = plan.bytes;
        let kit = blocking(move || KitFolder::begin(&folder, bytes)).await??;
        let cover = self.cover_bytes(&publishable).await?;
        progress.total(plan.episodes.len());
        let mut part = Part { done: 0, whole: whole_weight(&publishable, &plan) };
        // While a file is made, those before it are certified: the disk and ffprobe both have work.
        let mut certifying = JoinSet::new();
        let mut episodes = BTreeMap::new();
        let rules = Arc::new(self.rules.rules.clone());
        for (index, planned) in plan.episodes.iter().enumerate() {
            progress.piece(index, &shown(&publishable, planned)?.0.title);
            part.done += make_file(&ffmpeg, &publishable, planned, &kit, part, progress).await?;
            let certificate = certify(
                Arc::clone(&ffmpeg),
                kit.path_of(&planned.file_name),
                planned.clone(),
                Arc::clone(&rules),
                progress.cancel.clone(),
            );
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

        let untouched =
            plan.episodes.iter().filter(|e| !matches!(e.recipe.road, Road::Transcode { .. })).count();
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
        Ok(KitOutcome { folder, episodes: written, bytes, untouched, prepared: 0, detours: Vec::new() })
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

/// Probes a file that was made and holds it against the rules: what counts is what is in the kit. Then
/// sees that it is on the disk.
async fn certify(
    ffmpeg: Arc<Ffmpeg>,
    file: PathBuf,
    plan: EpisodePlan,
    rules: Arc<Rules>,
    cancel: CancellationToken,
) -> Result<KitEpisode, Problem> {
    let facts = ffmpeg.probe(&file, &cancel).await?;
    blocking(move || sync_file(&file)).await??;
    let delivered = Clip { id: ClipId::new(uuid::Uuid::now_v7()), path: plan.file_name.clone(), facts };
    let checks = check_clips(std::slice::from_ref(&delivered), &rules);
    let mut findings = checks.clips.into_iter().flatten();
    match findings.find(|finding| finding.severity == Severity::Block) {
        None => Ok(KitEpisode { plan, delivered }),
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

/// Makes an episode's file, and sees that its source was not changed meanwhile. Returns its weight.
async fn make_file(
    ffmpeg: &Ffmpeg,
    draft: &Draft,
    planned: &EpisodePlan,
    kit: &KitFolder,
    Part { done, whole }: Part,
    progress: &Progress,
) -> Result<u64, Problem> {
    let (episode, clip) = shown(draft, planned)?;
    let output = kit.path_of(&planned.file_name);
    let job = ExportJob {
        parts: vec![Source {
            path: Path::new(&clip.path),
            facts: &clip.facts,
            trim: episode.first.trim,
            gain: None,
        }],
        output: &output,
        road: planned.recipe.road,
        cuts: planned.recipe.cuts,
        picture: planned.recipe.picture,
        sound: planned.recipe.sound,
    };
    let (share, length, told) = (weight(draft, planned), draft.length_of(episode), progress.clone());
    let tell = move |position| told.part(done + scaled(share, position, length), whole);
    ffmpeg.export(&job, tell, &progress.cancel).await?;
    let seen = clip.clone();
    match blocking(move || file_state(&seen)).await? {
        None => Ok(share),
        Some(_) => Err(Problem::file(ProblemCode::SourceChanged, Path::new(&clip.path))),
    }
}

/// The episode that `planned` makes the file of, with its clip.
fn shown<'a>(draft: &'a Draft, planned: &EpisodePlan) -> Result<(&'a Episode, &'a Clip), Problem> {
    let id = planned.episode;
    let (_, episode) = draft.episode(id).ok_or(Refusal::UnknownEpisode { episode: id })?;
    let clip = draft.clip_of(episode).ok_or(Refusal::UnknownClip { clip: episode.first.clip })?;
    Ok((episode, clip))
}

/// How much of the whole work an episode is.
fn weight(draft: &Draft, planned: &EpisodePlan) -> u64 {
    let copying = planned.bytes / COPY_BYTES_A_MICROSECOND + A_FILE;
    match (planned.recipe.road, shown(draft, planned)) {
        (Road::Transcode { video: true, .. }, Ok((episode, _))) => {
            copying + draft.length_of(episode).get().unsigned_abs()
        }
        _ => copying,
    }
}

fn whole_weight(draft: &Draft, plan: &ExportPlan) -> u64 {
    plan.episodes.iter().map(|planned| weight(draft, planned)).sum()
}

fn scaled(share: u64, position: Micros, length: Micros) -> u64 {
    let (position, length) = (position.get().max(0) as u128, length.get().max(1) as u128);
    u64::try_from(u128::from(share) * position.min(length) / length).unwrap_or(share)
}
