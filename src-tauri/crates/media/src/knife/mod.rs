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

use series::{ClipFacts, Container, Micros, Proof, Road};
use tokio_util::sync::CancellationToken;

use crate::{
    ExportJob, Ffmpeg, MediaError, Promise, Promised, Source,
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
        let (for_parts, for_sound) = shares(job);
        let mut parts = self.parts(job, &scratch, &progress.share(0, for_parts), cancel).await?;
        let hearing = progress.share(for_parts, for_sound);
        let sound = self.sound(job, &parts, &scratch, &hearing, cancel).await?;
        let rest = for_parts + for_sound;
        let writing = progress.share(rest, 1_000 - rest);
        self.put_together(job, &mut parts, sound.as_ref(), &scratch, &writing, cancel).await?;
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
        let stop = cancel.child_token();
        let copying = written(begun.layout(), job.output, sources, progress, &stop);
        let (mut sources, ()) = together(copying, self.seams(parts, scratch, &stop), &stop).await?;
        let whole = movie(parts, sound, &mut sources);
        let output = job.output.to_owned();
        let finishing = tokio::task::spawn_blocking(move || begun.finish(&whole, &output, &sources.paths()));
        finishing.await.unwrap_or(Err(MediaError::Cancelled))
    }
}

/// Does two things at once. When one fails the other is stopped and waited for: nothing is written behind
/// anybody's back.
async fn together<A, B>(
    one: impl Future<Output = Result<A, MediaError>>,
    other: impl Future<Output = Result<B, MediaError>>,
    stop: &CancellationToken,
) -> Result<(A, B), MediaError> {
    // Stops both, too, when nobody waits for them any more.
    let stopping = stop.clone().drop_guard();
    let one = async { one.await.inspect_err(|_| stop.cancel()) };
    let other = async { other.await.inspect_err(|_| stop.cancel()) };
    match tokio::join!(one, other) {
        (Ok(one), Ok(other)) => {
            stopping.disarm();
            Ok((one, other))
        }
        // Which of them failed by itself says why.
        (Err(MediaError::Cancelled) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
    }
}

/// From so many bytes on, seams are encoded while the rest is copied; they then stand last in the file.
const MUCH_BYTES: u64 = 256 * 1024 * 1024;

/// What getting the parts and the sound at hand takes of all the work, about, in thousandths.
fn shares(job: &ExportJob<'_>) -> (i64, i64) {
    let first = &job.parts[0].facts.video;
    let copied = |part: &Source<'_>| {
        form::same_picture(first, &part.facts.video)
            && matches!(part.facts.container, Container::Mp4 | Container::Mov)
    };
    let parts = match job.road {
        Road::Transcode { video: true, .. } => 800,
        _ if job.parts.iter().all(copied) => 0,
        _ => 500,
    };
    let sound = matches!(job.road, Road::SmartCut { audio: true } | Road::Transcode { audio: true, .. });
    (parts, if sound { (1_000 - parts) / 2 } else { 0 })
}

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
