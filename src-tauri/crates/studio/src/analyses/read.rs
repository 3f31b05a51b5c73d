//! Reads one clip through: its picture's index, then its sound. Nobody reads a content that somebody
//! else is reading, in this process or in another.

use std::{sync::Arc, time::Duration};

use media::{Ffmpeg, MediaError};
use series::{Analysis, Clip, Fingerprint, Micros, PictureIndex, SoundAnalysis, Uncuttable};
use tokio_util::sync::CancellationToken;

use super::kept::{Claim, KeptAnalyses};
use crate::{Event, Problem, ProblemCode, Studio, files::file_state, studio::blocking};

/// How often it is looked whether somebody else has read a content through.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What of a clip is wanted to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Its picture's index: some milliseconds for most.
    Index,
    /// All of it: every minute of sound takes some hundredths of a second.
    All,
}

impl Wanted {
    fn is_known(self, analysis: &Analysis) -> bool {
        analysis.index.is_some() && (self == Self::Index || analysis.sound.is_some())
    }
}

impl Studio {
    /// What reading a clip through finds, read now unless it is known. `tell` hears how much of the sound
    /// is heard. Open drafts know it when this returns.
    ///
    /// # Errors
    /// `FileMissing`, `FileUnreadable`, `SourceChanged`; `FfmpegFailed`; `Cancelled`.
    pub(crate) async fn read_through(
        &self,
        ffmpeg: &Ffmpeg,
        clip: &Clip,
        wanted: Wanted,
        tell: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<Arc<Analysis>, Problem> {
        let content = &clip.facts.fingerprint;
        let known = |analysis: &Arc<Analysis>| wanted.is_known(analysis);
        if let Some(analysis) = self.analysis_of(content).await?.filter(known) {
            return Ok(analysis);
        }
        let _claim = self.claim(content, cancel).await?;
        let mut analysis = self.analysis_of(content).await?;
        if analysis.as_ref().is_none_or(|analysis| analysis.index.is_none()) {
            unchanged(clip).await?;
            let index = Some(index(ffmpeg, clip, cancel).await?);
            analysis = Some(self.learnt(clip, Analysis { index, sound: None }, None).await?);
        }
        match analysis.filter(known) {
            Some(analysis) => Ok(analysis),
            None => {
                unchanged(clip).await?;
                let (sound, peaks) = sound(ffmpeg, clip, tell, cancel).await?;
                self.learnt(clip, Analysis { index: None, sound: Some(sound) }, peaks).await
            }
        }
    }

    /// What is known of a content.
    pub(super) async fn analysis_of(&self, content: &Fingerprint) -> Result<Option<Arc<Analysis>>, Problem> {
        let (kept, content) = (Arc::clone(&self.analyses), content.clone());
        blocking(move || kept.get(&content)).await
    }

    /// Keeps what was found, unless the file was changed while it was read, and tells open drafts.
    async fn learnt(
        &self,
        clip: &Clip,
        found: Analysis,
        peaks: Option<Vec<u8>>,
    ) -> Result<Arc<Analysis>, Problem> {
        unchanged(clip).await?;
        let content = clip.facts.fingerprint.clone();
        let kept = Arc::clone(&self.analyses);
        let analysis = blocking(move || keep(&kept, &content, found, peaks)).await?;
        self.show_analysis(&clip.facts.fingerprint, &analysis).await;
        Ok(analysis)
    }

    /// Lets open drafts know what was found.
    async fn show_analysis(&self, content: &Fingerprint, analysis: &Arc<Analysis>) {
        let mut open = self.open.lock().await;
        for (id, entry) in &mut *open {
            let clips = &entry.history.draft().clips;
            if clips.values().any(|clip| clip.facts.fingerprint == *content) {
                entry.analyses.insert(content.clone(), Arc::clone(analysis));
                // Nobody listening is fine: whoever looks at the draft sees it.
                let _ = self.events.send(Event::Analysed(*id));
            }
        }
    }

    /// The right to read a content through, once nobody else has it.
    async fn claim(&self, content: &Fingerprint, cancel: &CancellationToken) -> Result<Claim, Problem> {
        loop {
            let (kept, wanted) = (Arc::clone(&self.analyses), content.clone());
            if let Some(claim) = blocking(move || kept.claim(&wanted)).await? {
                return Ok(claim);
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = cancel.cancelled() => return Err(Problem::new(ProblemCode::Cancelled)),
            }
        }
    }
}

fn keep(
    kept: &KeptAnalyses,
    content: &Fingerprint,
    found: Analysis,
    peaks: Option<Vec<u8>>,
) -> Arc<Analysis> {
    if let Some(peaks) = peaks {
        kept.keep_peaks(content, &peaks);
    }
    kept.keep(content, found)
}

/// Sees that the file is the one that was probed: what is found in another one is not this clip's.
async fn unchanged(clip: &Clip) -> Result<(), Problem> {
    let seen = clip.clone();
    match blocking(move || file_state(&seen)).await? {
        None => Ok(()),
        Some(state) => Err(Problem::of_source(clip, state)),
    }
}

async fn index(ffmpeg: &Ffmpeg, clip: &Clip, cancel: &CancellationToken) -> Result<PictureIndex, Problem> {
    match ffmpeg.picture_index(clip.path.as_ref(), &clip.facts, cancel).await {
        Ok(index) => Ok(index),
        Err(error) if lasts(&error) => {
            Ok(PictureIndex { uncuttable: Some(Uncuttable::Index), ..PictureIndex::default() })
        }
        Err(error) => Err(error.into()),
    }
}

async fn sound(
    ffmpeg: &Ffmpeg,
    clip: &Clip,
    tell: impl FnMut(Micros) + Send + 'static,
    cancel: &CancellationToken,
) -> Result<(SoundAnalysis, Option<Vec<u8>>), Problem> {
    match ffmpeg.listen(clip.path.as_ref(), &clip.facts, tell, cancel).await {
        Ok(heard) => Ok((heard.sound, clip.facts.audio.as_ref().map(|_| heard.peaks.to_bytes()))),
        Err(error) if lasts(&error) => Ok((SoundAnalysis::default(), None)),
        Err(error) => Err(error.into()),
    }
}

/// Would reading the same content again fail the same way? Then that it cannot be read is known.
fn lasts(error: &MediaError) -> bool {
    matches!(error, MediaError::Damaged { .. } | MediaError::Failed { .. } | MediaError::NotMedia { .. })
}
