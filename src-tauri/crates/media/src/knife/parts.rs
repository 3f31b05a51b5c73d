//! Gets every part of a file at hand: its samples as MP4 holds them, its seams encoded.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use series::{Cuts, Micros, PictureWork, Road, Trim, Uncuttable};
use tokio_util::sync::CancellationToken;

use super::{
    assemble::{Changed, Part, Take},
    entry, form,
    nal::Codec,
    plan::Cut,
    ready::{self, Divided, Ready},
    scratch::Scratch,
    seam::Asked,
    together,
};
use crate::{
    ExportJob, Ffmpeg, MediaError, SampleIndex, Source, Track, args, copy, fingerprint, mp4,
    progress::Progress,
};

/// The highest number a parameter set of H.264 can have.
const SETS_END: u32 = 31;

impl Ffmpeg {
    /// The parts of a file, each ready to be put into it.
    pub(super) async fn parts(
        &self,
        job: &ExportJob<'_>,
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Vec<Part>, MediaError> {
        let count = i64::try_from(job.parts.len()).unwrap_or(i64::MAX).max(1);
        let mut parts = Vec::with_capacity(job.parts.len());
        for (place, source) in job.parts.iter().enumerate() {
            let before = i64::try_from(place).unwrap_or(0) * 1_000 / count;
            let progress = progress.share(before, 1_000 / count);
            parts.push(self.part(job, (source, place), scratch, &progress, cancel).await?);
            progress.done(1, 1);
        }
        Ok(parts)
    }

    async fn part(
        &self,
        job: &ExportJob<'_>,
        (source, place): (&Source<'_>, usize),
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Part, MediaError> {
        let index = Arc::new(self.index(source.path, source.facts, cancel).await?);
        let origin = Ready {
            path: source.path.to_owned(),
            facts: Arc::new(source.facts.clone()),
            index,
            span: source.span(),
        };
        let first = &job.parts[0].facts.video;
        if matches!(job.road, Road::Transcode { video: true, .. }) {
            return self
                .reformed((source, place), origin, job.picture, None, scratch, progress, cancel)
                .await;
        }
        if form::same_picture(first, &source.facts.video) {
            match self.partly_copied((job.cuts, place), origin.clone(), scratch, progress, cancel).await {
                // A part that cannot be cut is encoded anew among others that can.
                Err(MediaError::Uncuttable { .. }) if job.parts.len() > 1 => {}
                done => return done,
            }
        }
        let work = form::like(first, &source.facts.video);
        let work = work.ok_or_else(|| origin.refused(Uncuttable::Encoder))?;
        self.reformed((source, place), origin, work, Some(job), scratch, progress, cancel).await
    }

    /// A part whose picture is copied but for its seams; `place` is how many stand before it.
    async fn partly_copied(
        &self,
        (cuts, place): (Cuts, usize),
        origin: Ready,
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Part, MediaError> {
        let ready = if origin.index.copyable {
            origin
        } else {
            self.contained(origin, scratch, progress, cancel).await?
        };
        let anew = self.encodes_seams(&ready.facts.video.codec);
        let dividing = tokio::task::spawn_blocking(move || ready.divide(place, cuts, anew));
        let divided = dividing.await.unwrap_or(Err(MediaError::Cancelled))?;
        let mut part = Part {
            place,
            origin: divided.part.clone(),
            divided,
            head: None,
            tail: None,
            first: None,
            take: Take::Copied,
        };
        let ready = &part.origin;
        if let Some(first) = part.divided.cut.copied.first().filter(|_| part.first_differs()) {
            let (codec, track) = (part.divided.codec, &ready.index.video);
            part.first = Some(opening(codec, &ready.path, track, *first, scratch.file()).await?);
        }
        Ok(part)
    }

    /// Encodes the seams of parts anew.
    pub(super) async fn seams(
        &self,
        parts: &mut [Part],
        scratch: &Scratch,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        for part in parts {
            let [head, tail] = Asked::of(&part.divided, || scratch.file());
            let stop = cancel.child_token();
            let encode = async |asked: Option<Asked>| match asked {
                Some(asked) => self.encode_seam(asked, &stop).await.map(Some),
                None => Ok(None),
            };
            let (mut head, mut tail) = together(encode(head), encode(tail), &stop).await?;
            if part.differs() {
                for anew in [&mut head, &mut tail].into_iter().flatten() {
                    let (codec, path) = (part.divided.codec, scratch.file());
                    anew.first = Some(opening(codec, &anew.path, &anew.track, 0, path).await?);
                }
            }
            (part.head, part.tail) = (head, tail);
        }
        Ok(())
    }

    /// The samples of a clip that no MP4 holds yet, in one.
    async fn contained(
        &self,
        origin: Ready,
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Ready, MediaError> {
        let video = &origin.facts.video;
        let codec = Codec::named(&video.codec).ok_or_else(|| origin.refused(Uncuttable::Codec))?;
        let sound = origin.facts.audio.as_ref().is_some_and(form::held);
        let file = scratch.file();
        let args = args::contained(&origin.path, codec == Codec::Hevc, sound, &file);
        self.work(args, &origin.path, &file, origin.facts.duration, progress, cancel).await?;
        let facts = self.probe(&file, cancel).await?;
        let index = self.index(&file, &facts, cancel).await?;
        if !index.copyable || !same_times(&origin.index, &index) {
            return Err(origin.refused(Uncuttable::Index));
        }
        Ok(Ready { path: file, index: Arc::new(index), ..origin })
    }

    /// A part whose picture is encoded anew, in the form that is asked or in that of the file's first.
    #[expect(clippy::too_many_arguments, reason = "they are all of one call")]
    async fn reformed(
        &self,
        (source, place): (&Source<'_>, usize),
        origin: Ready,
        work: PictureWork,
        like: Option<&ExportJob<'_>>,
        scratch: &Scratch,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<Part, MediaError> {
        self.ready_to_encode().await;
        let (path, has) = (scratch.file(), |name: &str| self.has_encoder(name));
        let like = like.map(|job| &job.parts[0].facts.video);
        // A number that no clip's own parameter sets are likely to have, nor those of seams.
        let set = SETS_END - u32::try_from(place % 8).unwrap_or(0);
        let args = args::part_picture(source, &work, like, set, has, &path)?;
        fingerprint::open(source.path)?;
        let span = Trim { start: Micros::ZERO, end: source.length() };
        self.work(args, source.path, &path, source.length(), progress, cancel).await?;
        let (owned, facts) = (path.clone(), Arc::clone(&origin.facts));
        let reading = tokio::task::spawn_blocking(move || {
            let (mut file, _) = fingerprint::open(&owned)?;
            let failed = |source| MediaError::Unreadable { path: owned.clone(), source };
            mp4::read::written(&mut file).map_err(failed)
        });
        let written = reading.await.unwrap_or(Err(MediaError::Cancelled))?;
        let Some((Some(video), _)) = written else {
            let detail = "what was encoded anew cannot be read".to_owned();
            return Err(MediaError::Damaged { path: source.path.to_owned(), detail });
        };
        let copied = (0..video.samples.len()).filter(|number| video.samples[*number].shown).collect();
        let index = SampleIndex { video, audio: None, copyable: true };
        let entry = index.video.descriptions.first();
        let hevc = entry.is_some_and(|entry| entry::config(Codec::Hevc, entry).is_some());
        let codec = if hevc { Codec::Hevc } else { Codec::H264 };
        let first = match index.video.samples.first().filter(|_| place > 0) {
            Some(_) => Some(opening(codec, &path, &index.video, 0, scratch.file()).await?),
            None => None,
        };
        Ok(Part {
            place,
            divided: Divided {
                part: Ready { path, facts, index: Arc::new(index), span },
                codec,
                cut: Cut { head: Vec::new(), copied, tail: Vec::new() },
                needed: [Vec::new(), Vec::new()],
                sets: [1, 2],
            },
            origin,
            head: None,
            tail: None,
            first,
            take: Take::Anew(work),
        })
    }
}

/// Writes the frame of a track that something stands before which it was not made to follow.
async fn opening(
    codec: Codec,
    from: &Path,
    track: &Track,
    frame: usize,
    path: PathBuf,
) -> Result<Changed, MediaError> {
    let (timescale, descriptions) = (track.timescale, track.descriptions.clone());
    let sample = Track { timescale, descriptions, head: track.head, samples: vec![track.samples[frame]] };
    let from = from.to_owned();
    let writing = tokio::task::spawn_blocking(move || {
        let bytes = ready::opening(codec, &from, &sample, 0)?;
        std::fs::write(&path, &bytes).map_err(|error| copy::not_written(&path, error))?;
        Ok(Changed { path, size: u32::try_from(bytes.len()).unwrap_or(u32::MAX) })
    });
    writing.await.unwrap_or(Err(MediaError::Cancelled))
}

/// Does an MP4 show the same frames at the same times as the file they are from, as near as the latter's
/// ticks tell?
fn same_times(from: &SampleIndex, to: &SampleIndex) -> bool {
    const NEAR: i64 = 1_500;
    let times = |index: &SampleIndex| {
        let shown = index.video.samples.iter().filter(|sample| sample.shown);
        let mut times: Vec<i64> = shown.map(|sample| index.video.time(sample.pts).get()).collect();
        times.sort_unstable();
        times
    };
    let (from, to) = (times(from), times(to));
    from.len() == to.len() && from.iter().zip(&to).all(|(a, b)| (a - b).abs() <= NEAR)
}
