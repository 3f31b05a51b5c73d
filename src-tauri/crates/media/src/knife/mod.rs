//! The knife: makes files by copying what can be copied, and encoding only the frames around cuts anew.
//!
//! `plan` and `packets` decide, `parts` gets everything at hand, `assemble` says what the new file is made
//! of; `mp4` writes it and `proof` proves it.

mod assemble;
mod bits;
mod entry;
mod form;
mod keys;
mod look;
mod nal;
mod packets;
mod parts;
mod plan;
mod ready;
mod scratch;
mod seam;
mod sound;
mod timing;

use series::{ClipFacts, Micros, Proof};
use tokio_util::sync::CancellationToken;

use crate::{ExportJob, Ffmpeg, MediaError, Promise, Promised, mp4::Movie, progress::Progress};
use assemble::{Part, Sources};
use scratch::Scratch;
use sound::Sound;

pub use scratch::SCRATCH;

/// By how much a file may be shorter than it was to be: its length is written, not found.
const SHORT: Micros = Micros::ZERO;

impl Ffmpeg {
    /// Makes a file by cutting and joining, and proves it.
    pub(crate) async fn cut(
        &self,
        job: &ExportJob<'_>,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(Proof, ClipFacts), MediaError> {
        let scratch = Scratch::beside(job.output);
        let (before, behind) = (progress.share(0, 300), progress.share(300, 700));
        let parts = self.parts(job, &scratch, &before, cancel).await?;
        let sound = self.sound(job, &parts, &scratch, cancel).await?;
        self.put_together(job, &parts, sound.as_ref(), &behind, cancel).await?;
        let promised = parts.iter().map(|part| Promised {
            path: &part.origin.path,
            index: &part.origin.index,
            span: part.origin.span,
            picture: part.shown(),
            sound_copied: sound.as_ref().is_some_and(|sound| sound.copied),
        });
        let promise = Promise {
            output: job.output,
            length: length(&parts),
            short: SHORT,
            parts: promised.collect(),
            sound: sound.is_some(),
        };
        self.prove(&promise, cancel).await
    }

    /// Writes the file.
    async fn put_together(
        &self,
        job: &ExportJob<'_>,
        parts: &[Part],
        sound: Option<&Sound>,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let (length, mut sources) = (length(parts), Sources::default());
        let mut tracks = vec![assemble::picture(parts, &mut sources)];
        tracks.extend(sound.map(|sound| assemble::sound(sound, length, &mut sources)));
        let movie = Movie { tracks, duration: length };
        let (output, progress, cancel) = (job.output.to_owned(), progress.clone(), cancel.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let layout = movie.layout();
            let detail = || "its samples do not fit into an MP4".to_owned();
            let layout =
                layout.ok_or_else(|| MediaError::Failed { path: output.clone(), detail: detail() })?;
            let size = layout.size();
            layout.write(&output, &sources.paths(), |bytes| progress.done(bytes, size), &cancel)
        });
        writing.await.unwrap_or(Err(MediaError::Cancelled))
    }
}

/// How long the file becomes.
fn length(parts: &[Part]) -> Micros {
    parts.iter().map(|part| part.origin.span.length()).sum()
}
