//! Proves that a finished file is what was asked: by its own tables, by the bytes that were copied, and
//! by decoding it where frames were encoded anew.

mod bytes;
mod doubt;
mod frames;
mod look;
mod promise;
mod same;

use series::{ClipFacts, Decoded, Micros, Proof};
use tokio_util::sync::CancellationToken;

use crate::{Ffmpeg, MediaError, Sample, SampleIndex, Track};
use bytes::{Comparison, frame_length};
use look::Look;
use promise::Frame;

pub use doubt::Doubt;
pub use promise::{Promise, Promised, Shown};

impl Ffmpeg {
    /// Proves a finished file; tells what probing found in it too.
    ///
    /// # Errors
    /// `Unproven` says what speaks against it. Or `Missing`, `NotStarted`, `TooSlow`, `Killed`,
    /// `Cancelled`, `Unreadable`.
    pub async fn prove(
        &self,
        promise: &Promise<'_>,
        cancel: &CancellationToken,
    ) -> Result<(Proof, ClipFacts), MediaError> {
        let unproven = |doubt| MediaError::Unproven { path: promise.output.to_owned(), doubt };
        let (facts, index) = self.read_again(promise, cancel).await?;
        let long = facts.duration - promise.length;
        if long > Micros::ZERO || long + promise.short < Micros::ZERO {
            return Err(unproven(Doubt::Length { asked: promise.length, found: facts.duration }));
        }
        if index.audio.is_some() != promise.sound {
            return Err(unproven(Doubt::Silence { asked: promise.sound }));
        }
        let shown = frames::shown(&index.video);
        let frames = promise.frames();
        match &frames {
            Some(frames) => frames::held(promise, frames, &index.video, &shown),
            None => frames::held_by_rate(promise, shown.len() as u64),
        }
        .map_err(unproven)?;
        let frames = frames.unwrap_or_default();
        let seams = frames::seams(&frames);
        let comparison = Comparison::of(promise, &frames, &index, &shown);
        let comparing = tokio::task::spawn_blocking(move || comparison.made());
        let looks = Look::at_output(promise.output, &index, &shown, &seams);
        let seeing = self.seen(promise, &frames, looks, cancel);
        let (late, decoded) = tokio::join!(comparing, seeing);
        let anew = promise.is_anew();
        if anew {
            self.drained(promise.output, cancel).await?.map_err(unproven)?;
        }
        let unreadable = |source| MediaError::Unreadable { path: promise.output.to_owned(), source };
        let late = late.map_err(|_| MediaError::Cancelled)?.map_err(unreadable)?.map_err(unproven)?;
        let decoded = decoded?.map_err(unproven)?;
        let sound_offset = in_sync(promise, &index, late).map_err(unproven)?;
        let time = |nth: usize| index.video.time(index.video.samples[shown[nth]].pts);
        let decoded = if anew || decoded >= shown.len() { Decoded::Whole } else { Decoded::Seams };
        let (first, last) = ends(promise, &frames);
        let proof = Proof {
            frames: shown.len() as u64,
            copied: frames.iter().filter(|frame| frame.copied).count() as u64,
            first,
            last,
            seams: seams.into_iter().map(time).collect(),
            duration: facts.duration,
            sound_offset,
            decoded,
        };
        Ok((proof, facts))
    }

    /// Probes a finished file and reads its index.
    async fn read_again(
        &self,
        promise: &Promise<'_>,
        cancel: &CancellationToken,
    ) -> Result<(ClipFacts, SampleIndex), MediaError> {
        let read = async {
            let facts = self.probe(promise.output, cancel).await?;
            let index = self.index(promise.output, &facts, cancel).await?;
            Ok((facts, index))
        };
        read.await.map_err(|error| match error {
            MediaError::NotMedia { detail, .. } | MediaError::Damaged { detail, .. } => {
                MediaError::Unproven { path: promise.output.to_owned(), doubt: Doubt::Unread(detail) }
            }
            MediaError::NoPicture { .. }
            | MediaError::NoDuration { .. }
            | MediaError::StillImage { .. }
            | MediaError::Empty { .. } => {
                let doubt = Doubt::Unread(error.to_string());
                MediaError::Unproven { path: promise.output.to_owned(), doubt }
            }
            error => error,
        })
    }
}

/// By how much the sound comes late: by its packets where they were compared, else by where it begins.
fn in_sync(promise: &Promise<'_>, index: &SampleIndex, late: Option<Micros>) -> Result<Micros, Doubt> {
    let Some(ours) = &index.audio else { return Ok(Micros::ZERO) };
    let sources = promise.parts.iter().filter_map(|part| part.index.audio.as_ref());
    let most = sources.chain([ours]).map(frame_length).max().unwrap_or_default();
    let late = late.unwrap_or_else(|| begins(ours, Micros::ZERO) - asked_to_begin(promise));
    if late.get().abs() <= most.get() { Ok(late) } else { Err(Doubt::Sync(late)) }
}

/// When the first sound was to be heard. What is encoded anew is filled up with silence.
fn asked_to_begin(promise: &Promise<'_>) -> Micros {
    let first = promise.parts.first().filter(|part| part.sound_copied);
    let begins = first.and_then(|part| Some(begins(part.index.audio.as_ref()?, part.span.start)));
    begins.unwrap_or_default()
}

/// When the first sound from a time on is heard, from then.
fn begins(track: &Track, from: Micros) -> Micros {
    let heard = |sample: &&Sample| {
        sample.shown && track.time(sample.pts.saturating_add(sample.duration.into())) > from
    };
    let first = track.samples.iter().find(heard);
    (first.map_or(from, |sample| track.time(sample.pts)) - from).max(Micros::ZERO)
}

/// When the first frame is shown and the last one begins, each from its clip's start.
fn ends(promise: &Promise<'_>, frames: &[Frame]) -> (Micros, Micros) {
    let time = |frame: &Frame| {
        let track = &promise.parts[frame.part].index.video;
        track.time(track.samples[frame.sample].pts)
    };
    let span = |part: Option<&Promised<'_>>| part.map(|part| part.span);
    let first = frames.first().map(time).or(span(promise.parts.first()).map(|span| span.start));
    let last = frames.last().map(time).or(span(promise.parts.last()).map(|span| span.end));
    (first.unwrap_or_default(), last.unwrap_or_default())
}
