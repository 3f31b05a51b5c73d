//! Makes the file that is delivered, and proves it.

use std::{fs::File, path::Path};

use series::{ClipFacts, Micros, PictureWork, Proof, Road, VideoFacts};
use tokio_util::sync::CancellationToken;

use crate::{
    ExportJob, Ffmpeg, Made, MediaError, Promise, Promised, SampleIndex, Shown, args, copy, fingerprint,
    lines::Lines, mp4, process::Run, progress::Progress,
};

/// By how much a file may be shorter than it was to be: nobody sees less than half a frame.
const SHORT: Micros = Micros::from_millis(10);
/// A remux copies whole packets, and no frame is stretched: what is not there cannot be shown.
const REMUX_SHORT: Micros = Micros::from_millis(100);

impl Ffmpeg {
    /// Makes a file and proves it; when it reaches the disk is the caller's to see to. `progress` is told
    /// how much of its length is done.
    ///
    /// Its container's duration is at most the length asked for. A file that fails its proof is deleted,
    /// and the next road is tried. An export that fails or is cancelled leaves no file.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Unwritable`, `DiskFull`, `EncoderMissing`, `FilterMissing`,
    /// `NotStarted`, `Killed`, `Failed`, `Cancelled`; `Unproven` where no road led to a right file.
    pub async fn export(
        &self,
        job: &ExportJob<'_>,
        progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<Made, MediaError> {
        let progress = Progress::new(job.length(), progress);
        let mut unfinished = Unfinished(Some(job.output));
        let (mut road, mut detours) = (job.road, Vec::new());
        loop {
            let along = self.levelled(&ExportJob { road, ..job.clone() }, cancel).await?;
            match self.along(&along, &progress, cancel).await {
                Ok((proof, facts)) => {
                    unfinished.0 = None;
                    progress.done(1, 1);
                    return Ok(Made { road, proof, facts, detours });
                }
                Err(error) => {
                    let Some(next) = next(&along, &error) else { return Err(error) };
                    // The next road writes it anew; fails where it was never begun.
                    let _ = std::fs::remove_file(job.output);
                    detours.push((road, error.to_string()));
                    road = next;
                }
            }
        }
    }

    /// Makes a file along its road and proves it.
    async fn along(
        &self,
        job: &ExportJob<'_>,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(Proof, ClipFacts), MediaError> {
        match (job.road, &job.parts[..]) {
            (Road::Copy, [source]) => {
                self.copied(job, progress, cancel).await?;
                let proof = self.prove_same(source.path, source.facts, job.output, cancel).await?;
                Ok((proof, self.probe(job.output, cancel).await?))
            }
            (Road::Remux | Road::Transcode { .. }, [source]) => {
                let index = self.index(source.path, source.facts, cancel).await?;
                self.made(job, progress, cancel).await?;
                self.prove_made(job, &index, cancel).await
            }
            _ => self.cut(job, progress, cancel).await,
        }
    }

    async fn copied(
        &self,
        job: &ExportJob<'_>,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let (from, to) = (job.parts[0].path.to_owned(), job.output.to_owned());
        let (size, progress, cancel) = (job.parts[0].facts.size_bytes, progress.clone(), cancel.clone());
        let copying = tokio::task::spawn_blocking(move || {
            copy::copy(&from, &to, |bytes| progress.done(bytes, size), &cancel)
        });
        copying.await.unwrap_or(Err(MediaError::Cancelled))
    }

    async fn made(
        &self,
        job: &ExportJob<'_>,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        if matches!(job.road, Road::Transcode { video: true, .. }) {
            self.ready_to_encode().await;
        }
        let args = args::export(job, |encoder| self.has_encoder(encoder))?;
        // Told by kind here, where ffmpeg would only complain.
        fingerprint::open(job.parts[0].path)?;
        File::create(job.output).map_err(|error| copy::not_written(job.output, error))?;
        self.work(args, job.parts[0].path, job.output, job.length(), progress, cancel).await?;
        let (output, length) = (job.output.to_owned(), job.length());
        let settling = tokio::task::spawn_blocking(move || settle(&output, length));
        settling.await.unwrap_or(Err(MediaError::Cancelled))
    }

    /// Runs an ffmpeg that makes a file of that length from a source.
    pub(crate) async fn work(
        &self,
        args: Vec<std::ffi::OsString>,
        source: &Path,
        output: &Path,
        length: Micros,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let mut lines = Lines::default();
        let run = Run { program: &self.ffmpeg, args, limit: None, cancel };
        let told = |line: &str| {
            if let Some(position) = args::progress(line) {
                progress.reached(position, length);
            }
        };
        let ended = run.reading(|piece| lines.each(piece, told)).await?;
        if ended.status.success() { Ok(()) } else { Err(failure(source, output, ended.tail)) }
    }

    async fn prove_made(
        &self,
        job: &ExportJob<'_>,
        index: &SampleIndex,
        cancel: &CancellationToken,
    ) -> Result<(Proof, ClipFacts), MediaError> {
        let source = &job.parts[0];
        let (video, audio) = match job.road {
            Road::Transcode { video, audio } => (video, audio),
            Road::Copy | Road::Remux | Road::SmartCut { .. } => (false, false),
        };
        let all: Vec<usize> = (0..index.video.samples.len()).collect();
        let picture =
            if video { Shown::after(&job.picture, &source.facts.video) } else { Shown::Copied(&all) };
        let part = Promised { path: source.path, index, span: source.span(), picture, sound_copied: !audio };
        let promise = Promise {
            output: job.output,
            length: job.length(),
            short: if video { SHORT } else { REMUX_SHORT },
            parts: vec![part],
            sound: source.facts.audio.is_some() || (audio && job.sound.silence),
        };
        self.prove(&promise, cancel).await
    }
}

impl Shown<'_> {
    /// How a clip's picture looks that was encoded anew, with that done to it.
    pub(crate) fn after(work: &PictureWork, video: &VideoFacts) -> Self {
        // Of very few pixels, the odd ones that are cut off or added are too many.
        let enough = video.coded_width >= 16 && video.coded_height >= 16;
        match work.rate {
            Some(rate) => Shown::Rate(rate),
            None => Shown::Anew { alike: enough && work.framing.is_none() && !work.sdr },
        }
    }
}

/// The road to try after one that did not lead to a right file.
fn next(job: &ExportJob<'_>, error: &MediaError) -> Option<Road> {
    match error {
        MediaError::Unproven { .. }
        | MediaError::Uncuttable { .. }
        | MediaError::Damaged { .. }
        | MediaError::Failed { .. } => {}
        _ => return None,
    }
    let audio = job.sound.silence || job.parts.iter().any(|part| part.facts.audio.is_some());
    match job.road {
        Road::Remux if audio && job.parts.len() == 1 => Some(Road::Transcode { video: false, audio }),
        Road::Remux | Road::SmartCut { .. } | Road::Transcode { video: false, .. } => {
            Some(Road::Transcode { video: true, audio })
        }
        Road::Copy | Road::Transcode { .. } => None,
    }
}

/// Sees to it that a written file is not too long.
fn settle(path: &Path, length: Micros) -> Result<(), MediaError> {
    let settled = || {
        let mut file = File::options().read(true).write(true).open(path)?;
        mp4::end_by(&mut file, length)
    };
    settled().map_err(|error| copy::not_written(path, error))
}

/// Why ffmpeg failed, by what it says and what is left.
fn failure(source: &Path, output: &Path, tail: String) -> MediaError {
    if tail.contains("No space left on device") || tail.contains("Disk quota exceeded") {
        return MediaError::DiskFull { path: output.to_owned() };
    }
    if let Some(filter) = args::missing_filter(&tail) {
        return MediaError::FilterMissing { filter };
    }
    let path = source.to_owned();
    if path.exists() { MediaError::Failed { path, detail: tail } } else { MediaError::Missing { path } }
}

/// Removes a file that did not get finished, however its making ended.
struct Unfinished<'a>(Option<&'a Path>);

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            // Fails where it was never begun.
            let _ = std::fs::remove_file(path);
        }
    }
}
