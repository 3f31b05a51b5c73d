//! The kit: the plan is carried out, every file is proven, and the folder appears whole or not at all.
//! Files that were prepared are taken as they are.

mod files;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use media::Ffmpeg;
use publish::{KitContents, KitFolder};
use series::{Draft, DraftId, Publishable, Road, Severity, Value, export_plan, folder_name, publishable};

use crate::{
    JobId, JobKind, JobState, KitOutcome, Language, Problem, ProblemCode, Studio, jobs::Progress,
    shelf::count, studio::blocking, words::system_language,
};
use files::{Delivered, Files};

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
        let sold: Vec<_> = publishable.paid().iter().map(|episode| episode.id).collect();
        let seen = self.known_for(&ffmpeg, publishable.id, &sold, &progress.cancel).await?;
        let mut plan =
            export_plan(&publishable, &self.rules.rules, &seen.analyses, &self.means().await).episodes;
        plan.retain(|planned| sold.contains(&planned.episode));
        let bytes = plan.iter().fold(0_u64, |sum, planned| sum.saturating_add(planned.bytes));
        let kit = blocking(move || KitFolder::begin(&folder, bytes)).await??;
        let cover = self.cover_bytes(&publishable).await?;
        progress.total(plan.len());
        let making = Files::new(self, &ffmpeg, &publishable, &kit, progress);
        let Delivered { episodes, prepared, detours } = making.of(&plan).await?;
        progress.piece(plan.len(), "");

        let untouched = episodes.iter().filter(|e| matches!(e.road, Road::Copy | Road::Remux)).count();
        let written = count(plan.len());
        let contents = Arc::new(KitContents {
            publishable,
            episodes,
            cover,
            rules: self.rules.rules.clone(),
            made_at: jiff::Timestamp::now().to_string(),
        });
        let writing = Arc::clone(&contents);
        let (folder, bytes) = blocking(move || kit.finish(&writing, Self::words(language))).await??;
        // The kit is there and whole: where it cannot be noted, the desk asks for another.
        let _ = self.note_kit(&contents, &folder).await;
        let untouched = count(untouched);
        Ok(KitOutcome { folder, episodes: written, bytes, untouched, prepared, detours })
    }

    async fn cover_bytes(&self, draft: &Draft) -> Result<Vec<u8>, Problem> {
        let Some(cover) = &draft.cover else { return Ok(Vec::new()) };
        let path = self.store.picture_path(&cover.picture).unwrap_or_else(|| self.store.pictures());
        blocking(move || std::fs::read(&path).map_err(|error| Problem::of_file(&path, &error))).await?
    }
}
