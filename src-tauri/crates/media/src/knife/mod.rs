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

use std::path::Path;

use series::{ClipFacts, Micros, Proof};
use tokio_util::sync::CancellationToken;

use crate::{
    ExportJob, Ffmpeg, MediaError, Promise, Promised,
    mp4::{Begun, Layout, Movie},
    progress::Progress,
};
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
        let mut parts = self.parts(job, &scratch, &before, cancel).await?;
        let sound = self.sound(job, &parts, &scratch, cancel).await?;
        self.put_together(job, &mut parts, sound.as_ref(), &scratch, &behind, cancel).await?;
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

    /// Encodes the seams and writes the file; both at once where much is copied.
    async fn put_together(
        &self,
        job: &ExportJob<'_>,
        parts: &mut [Part],
        sound: Option<&Sound>,
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let mut sources = Sources::default();
        let seams: usize = parts.iter().map(Part::seams).sum();
        let known = movie(parts, sound, &mut sources);
        let copied: u64 =
            known.tracks.iter().flat_map(|track| &track.samples).map(|s| u64::from(s.size)).sum();
        if seams == 0 || copied < MUCH_BYTES {
            self.seams(parts, scratch, cancel).await?;
            let whole = movie(parts, sound, &mut sources);
            let layout = whole.layout().ok_or_else(|| unfit(job.output))?;
            return written(layout, job.output, sources, progress, cancel).await.map(drop);
        }
        let begun = Begun::new(&known, seams).ok_or_else(|| unfit(job.output))?;
        // Whichever fails, the other does not go on.
        let both = cancel.child_token();
        let stopping = both.clone().drop_guard();
        let copying = written(begun.layout(), job.output, sources, progress, &both);
        let (mut sources, ()) = tokio::try_join!(copying, self.seams(parts, scratch, &both))?;
        stopping.disarm();
        let whole = movie(parts, sound, &mut sources);
        let output = job.output.to_owned();
        let finishing = tokio::task::spawn_blocking(move || begun.finish(&whole, &output, &sources.paths()));
        finishing.await.unwrap_or(Err(MediaError::Cancelled))
    }
}

/// From so many bytes on, seams are encoded while the rest is copied; they then stand last in the file.
const MUCH_BYTES: u64 = 256 * 1024 * 1024;

/// The movie of those parts, as far as they are at hand.
fn movie(parts: &[Part], sound: Option<&Sound>, sources: &mut Sources) -> Movie {
    let length = length(parts);
    let mut tracks = vec![assemble::picture(parts, sources)];
    tracks.extend(sound.map(|sound| assemble::sound(sound, length, sources)));
    Movie { tracks, duration: length }
}

/// Writes what is laid out; hands the sources back.
async fn written(
    layout: Layout,
    output: &Path,
    sources: Sources,
    progress: &Progress,
    cancel: &CancellationToken,
) -> Result<Sources, MediaError> {
    let (output, progress, cancel) = (output.to_owned(), progress.clone(), cancel.clone());
    let writing = tokio::task::spawn_blocking(move || {
        let size = layout.size();
        layout.write(&output, &sources.paths(), |bytes| progress.done(bytes, size), &cancel)?;
        Ok(sources)
    });
    writing.await.unwrap_or(Err(MediaError::Cancelled))
}

fn unfit(output: &Path) -> MediaError {
    MediaError::Failed { path: output.to_owned(), detail: "its samples do not fit into an MP4".to_owned() }
}

/// How long the file becomes.
fn length(parts: &[Part]) -> Micros {
    parts.iter().map(|part| part.origin.span.length()).sum()
}
