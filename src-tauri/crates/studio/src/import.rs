//! Import: dropped files and folders become clips, clips become episodes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use media::Ffmpeg;
use series::{
    Clip, ClipId, DraftId, Edit, Episode, EpisodeId, Fingerprint, Place, Step, natural_cmp,
    title_from_file_name,
};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    DraftView, DuplicateFile, ImportOutcome, JobId, JobKind, JobState, Problem, ProblemCode, RefusedFile,
    Studio, jobs::Progress, studio::blocking,
};

/// Files in a dropped folder that are taken for recordings, by extension. A file that is dropped by
/// itself is always tried.
const RECORDINGS: [&str; 18] = [
    "3gp", "asf", "avi", "flv", "m2ts", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg", "mts", "mxf", "ogv", "ts",
    "vob", "webm", "wmv",
];
/// How deep folders are followed.
const FOLDERS_DEEP: usize = 16;

impl Studio {
    /// Starts reading files and folders into a draft. The outcome names what came of each.
    ///
    /// # Errors
    /// `FfmpegMissing`, before anything begins.
    pub async fn import_files(
        self: &Arc<Self>,
        draft: DraftId,
        paths: Vec<PathBuf>,
        place: Place,
    ) -> Result<JobId, Problem> {
        self.ffmpeg().await?;
        let studio = Arc::clone(self);
        Ok(self.jobs.spawn(JobKind::Import, draft, |progress| async move {
            let outcome = studio.import(draft, paths, place, &progress).await?;
            Ok(JobState::Imported { outcome })
        }))
    }

    async fn import(
        &self,
        draft: DraftId,
        paths: Vec<PathBuf>,
        place: Place,
        progress: &Progress,
    ) -> Result<ImportOutcome, Problem> {
        let mut outcome = ImportOutcome::default();
        let mut clips = Vec::new();
        let tell = |done: usize, total: usize, current: &str| {
            progress.total(total);
            progress.piece(done, current);
            progress.part(done as u64, total as u64);
        };
        for probed in self.probe_all(paths, &progress.cancel, tell).await? {
            match probed {
                Ok(clip) => clips.push(clip),
                Err(refused) => outcome.refused.push(refused),
            }
        }
        if clips.is_empty() {
            return Ok(outcome);
        }
        let view = self.look_again(draft).await?;
        let mut seen = shown(&view);
        let mut episodes = Vec::with_capacity(clips.len());
        for clip in &clips {
            let episode = Episode::whole(
                EpisodeId::new(Uuid::now_v7()),
                title_from_file_name(clip.file_name()),
                clip.id,
            );
            if let Some(twin) = seen.get(&clip.facts.fingerprint) {
                outcome.duplicates.push(DuplicateFile { path: clip.path.clone(), episode: *twin });
            } else {
                seen.insert(clip.facts.fingerprint.clone(), episode.id);
            }
            outcome.added.push(episode.id);
            episodes.push(Arc::new(episode));
        }
        let add = |place| Step::Edit {
            edit: Edit::Add {
                clips: clips.iter().cloned().map(Arc::new).collect(),
                episodes: episodes.clone(),
                place,
            },
        };
        match self.step(draft, view.revision, add(place)).await {
            // The episode beside the drop was removed while files were read: add at the end.
            Err(problem) if problem.code == ProblemCode::UnknownEpisode => {
                self.step(draft, view.revision, add(Place::Last)).await?;
            }
            added => {
                added?;
            }
        }
        Ok(outcome)
    }

    /// Probes files and folders, in natural order of their names; those that are no clips come last.
    /// `tell` hears how many are done, of how many, and which was the last.
    ///
    /// # Errors
    /// `FfmpegMissing`, or `Cancelled`.
    pub(crate) async fn probe_all(
        &self,
        paths: Vec<PathBuf>,
        cancel: &CancellationToken,
        tell: impl Fn(usize, usize, &str),
    ) -> Result<Vec<Result<Clip, RefusedFile>>, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        let stop = cancel.clone();
        let (files, refused) = blocking(move || recordings(paths, &stop)).await?;
        tell(0, files.len(), "");
        // ffprobe waits for the disk now and then: one more than there are cores keeps them busy.
        let at_once =
            Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from) + 1));
        let mut probes = JoinSet::new();
        for (index, path) in files.iter().cloned().enumerate() {
            let (ffmpeg, at_once, cancel) = (Arc::clone(&ffmpeg), Arc::clone(&at_once), cancel.clone());
            probes.spawn(async move {
                // The semaphore is never closed, so there is always a turn.
                let _turn = at_once.acquire().await;
                (index, probe(&ffmpeg, &path, &cancel).await)
            });
        }
        let mut probed = BTreeMap::new();
        while let Some(done) = probes.join_next().await {
            let (index, result) = done.map_err(|error| Problem::unexpected(&error))?;
            probed.insert(index, result);
            tell(probed.len(), files.len(), &files[index].file_name().unwrap_or_default().to_string_lossy());
        }
        if cancel.is_cancelled() {
            return Err(Problem::new(ProblemCode::Cancelled));
        }
        Ok(probed.into_values().chain(refused.into_iter().map(Err)).collect())
    }

    /// Points a clip at a file: the one at `path`, or its own file, which was changed.
    ///
    /// # Errors
    /// When the file is no clip, or a trim does not fit it.
    pub async fn relink(
        &self,
        draft: DraftId,
        revision: u64,
        clip: ClipId,
        path: Option<PathBuf>,
    ) -> Result<DraftView, Problem> {
        let view = self.look_again(draft).await?;
        let old = view.draft.clips.get(&clip).ok_or(series::Refusal::UnknownClip { clip })?;
        let path = path.unwrap_or_else(|| PathBuf::from(&old.path));
        let facts = self.ffmpeg().await?.probe(&path, &CancellationToken::new()).await?;
        let clip = Arc::new(Clip { id: clip, path: unicode(&path)?, facts });
        let stepped = self.step(draft, revision, Step::Edit { edit: Edit::Relink { clip } }).await?;
        // The file may be as it was before: then nothing but this look tells that it is back.
        Ok(DraftView { merged: stepped.merged, ..self.look_again(draft).await? })
    }
}

/// Which episode shows which content.
fn shown(view: &DraftView) -> BTreeMap<Fingerprint, EpisodeId> {
    let draft = &view.draft;
    let content =
        |episode: &Arc<Episode>| Some((draft.clip_of(episode)?.facts.fingerprint.clone(), episode.id));
    draft.episodes.iter().rev().filter_map(content).collect()
}

async fn probe(ffmpeg: &Ffmpeg, path: &Path, cancel: &CancellationToken) -> Result<Clip, RefusedFile> {
    let clip = async {
        let facts = ffmpeg.probe(path, cancel).await?;
        Ok(Clip { id: ClipId::new(Uuid::now_v7()), path: unicode(path)?, facts })
    };
    clip.await.map_err(|problem| RefusedFile { path: path.display().to_string(), problem })
}

pub(crate) fn unicode(path: &Path) -> Result<String, Problem> {
    path.to_str().map(str::to_owned).ok_or_else(|| Problem::file(ProblemCode::FileNameNotUnicode, path))
}

/// The files among `paths` and in the folders among them, in natural order; and what was refused.
fn recordings(paths: Vec<PathBuf>, cancel: &CancellationToken) -> (Vec<PathBuf>, Vec<RefusedFile>) {
    let mut files = BTreeSet::new();
    let mut refused = Vec::new();
    for path in paths {
        let path = std::path::absolute(&path).unwrap_or(path);
        if !path.is_dir() {
            files.insert(path);
            continue;
        }
        let before = files.len();
        walk(&path, FOLDERS_DEEP, &mut files, cancel);
        if files.len() == before {
            let problem = match fs::read_dir(&path) {
                Err(error) => Problem::of_file(&path, &error),
                Ok(_) => Problem::file(ProblemCode::FolderWithoutClips, &path),
            };
            refused.push(RefusedFile { path: path.display().to_string(), problem });
        }
    }
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_by(|a, b| natural_cmp(&a.to_string_lossy(), &b.to_string_lossy()));
    (files, refused)
}

fn walk(folder: &Path, deep: usize, files: &mut BTreeSet<PathBuf>, cancel: &CancellationToken) {
    // A folder that cannot be read holds nothing we could take.
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().take_while(|_| !cancel.is_cancelled()) {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links to folders are not followed: they can lead in a circle.
        if kind.is_dir() && !hidden && deep > 0 {
            walk(&path, deep - 1, files, cancel);
        } else if !hidden && !kind.is_dir() && is_recording(&path) {
            files.insert(path);
        }
    }
}

fn is_recording(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| RECORDINGS.contains(&extension.to_ascii_lowercase().as_str()))
}
