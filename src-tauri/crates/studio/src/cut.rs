//! Cutting one file that is in no draft.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use series::{Analyses, Cuts, Draft, DraftId, Edit, Episode, Place, Treatment, Trim, export_plan};
use uuid::Uuid;

use crate::{
    CutOutcome, JobId, JobKind, JobState, Problem, Studio,
    analyses::Wanted,
    jobs::Progress,
    making,
    making::MadeFile,
    part::{PartFile, unwritable},
    regroup::new_episode,
    studio::blocking,
};

impl Studio {
    /// Starts cutting a file: what `trim` keeps of it becomes `output`, whole or not at all. One that is
    /// there is replaced: that it is not the input is the caller's to see to. Its proof lies beside it, as
    /// `OUTPUT.proof.json`.
    ///
    /// # Errors
    /// When `input` is no clip, or the trim does not lie within it; `FfmpegMissing`.
    pub async fn cut_file(
        self: &Arc<Self>,
        input: &Path,
        trim: Trim,
        output: PathBuf,
        cuts: Cuts,
    ) -> Result<JobId, Problem> {
        let clip = self.clip_at(input).await?;
        let episode = Episode {
            treatment: Treatment { cuts, ..Treatment::default() },
            ..Episode::whole(new_episode(), clip.file_name(), clip.id)
        };
        // A draft that nobody keeps: the same plan as for any episode.
        let whole = Draft::new(DraftId::new(Uuid::now_v7()), "").apply(&Edit::Add {
            clips: vec![Arc::new(clip.clone())],
            episodes: vec![Arc::new(episode.clone())],
            place: Place::Last,
        })?;
        let draft = whole.apply(&Edit::Trim { episode: episode.id, trim: Some(trim) })?;
        let studio = Arc::clone(self);
        Ok(self.jobs.spawn(JobKind::Cut, None, |progress| async move {
            let outcome = studio.cut(draft, output, &progress).await?;
            Ok(JobState::FileCut { outcome })
        }))
    }

    async fn cut(&self, draft: Draft, output: PathBuf, progress: &Progress) -> Result<CutOutcome, Problem> {
        let ffmpeg = self.ffmpeg().await?;
        let mut analyses = Analyses::new();
        for clip in draft.clips.values() {
            let cancel = &progress.cancel;
            let analysis = self.read_through(&ffmpeg, clip, Wanted::Index, |_| {}, cancel).await?;
            analyses.insert(clip.facts.fingerprint.clone(), analysis);
        }
        let plan = export_plan(&draft, &self.rules.rules, &analyses, &self.means().await);
        let Some(planned) = plan.episodes.first() else {
            return Err(series::Refusal::NoEpisode.into());
        };
        let name = output.file_name().unwrap_or_default().to_string_lossy().into_owned();
        progress.total(1);
        progress.piece(0, &name);
        let length = planned.length.get().max(1).unsigned_abs();
        let told = progress.clone();
        let tell = move |position: series::Micros| told.part(position.get().max(0).unsigned_abs(), length);
        let target = output.clone();
        let part = blocking(move || PartFile::begin(&target)).await??;
        let made = part.path();
        let made = making::make(&ffmpeg, &planned.recipe, &draft.clips, &made, tell, &progress.cancel)
            .await
            .map_err(|problem| problem.at(&made, &output))?;
        let detour = made.detour(&name, planned.recipe.road);
        let mut beside = output.clone().into_os_string();
        beside.push(".proof.json");
        let proof_file = PathBuf::from(beside);
        let (path, kept) = (proof_file.clone(), made.clone());
        blocking(move || {
            part.finish()?;
            keep_proof(&path, &kept)
        })
        .await??;
        Ok(CutOutcome {
            file: output,
            proof_file,
            bytes: made.facts.size_bytes,
            road: made.road,
            proof: made.proof,
            detour,
        })
    }
}

fn keep_proof(path: &Path, made: &MadeFile) -> Result<(), Problem> {
    let json = serde_json::to_vec_pretty(made).map_err(|error| Problem::unexpected(&error))?;
    let write = || fs::File::create(path)?.write_all(&json);
    write().map_err(|error| unwritable(path, &error))
}
