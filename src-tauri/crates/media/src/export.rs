//! Makes the file that is delivered.

use std::{fs::File, path::Path};

use series::{Micros, Road};
use tokio_util::sync::CancellationToken;

use crate::{ExportJob, Ffmpeg, MediaError, args, copy, fingerprint, lines::Lines, mp4, process::Run};

impl Ffmpeg {
    /// Makes a file; when it reaches the disk is the caller's to see to. `progress` is told how much of
    /// its length is done.
    /// Its container's duration is at most the length asked for, and short of it by less than a tick
    /// of its finest stream, as far as the source reaches. An export that fails or is cancelled leaves
    /// no file.
    ///
    /// # Errors
    /// `Missing`, `Unreadable`, `Unwritable`, `DiskFull`, `EncoderMissing`, `NotStarted`, `Killed`,
    /// `Failed`, `Cancelled`.
    pub async fn export(
        &self,
        job: &ExportJob<'_>,
        progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let job = &self.levelled(job, cancel).await?;
        let mut unfinished = Unfinished(Some(job.output));
        match job.road {
            Road::Copy => self.copied(job, progress, cancel).await?,
            Road::SmartCut { .. } => self.cut(job, progress, cancel).await?,
            Road::Remux | Road::Transcode { .. } => self.made(job, progress, cancel).await?,
        }
        unfinished.0 = None;
        Ok(())
    }

    async fn copied(
        &self,
        job: &ExportJob<'_>,
        mut progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        let (from, to) = (job.parts[0].path.to_owned(), job.output.to_owned());
        let (size, length, cancel) = (job.parts[0].facts.size_bytes.max(1), job.length(), cancel.clone());
        let told = move |bytes: u64| {
            let done = i128::from(length.get()) * i128::from(bytes) / i128::from(size);
            progress(Micros::new(i64::try_from(done).unwrap_or(i64::MAX)));
        };
        let copying = tokio::task::spawn_blocking(move || copy::copy(&from, &to, told, &cancel));
        copying.await.unwrap_or(Err(MediaError::Cancelled))
    }

    async fn made(
        &self,
        job: &ExportJob<'_>,
        mut progress: impl FnMut(Micros) + Send + 'static,
        cancel: &CancellationToken,
    ) -> Result<(), MediaError> {
        if matches!(job.road, Road::Transcode { video: true, .. }) {
            self.ready_to_encode().await;
        }
        let args = args::export(job, |encoder| self.has_encoder(encoder))?;
        // Told by kind here, where ffmpeg would only complain.
        fingerprint::open(job.parts[0].path)?;
        File::create(job.output).map_err(|error| copy::not_written(job.output, error))?;
        let mut lines = Lines::default();
        let run = Run { program: &self.ffmpeg, args, limit: None, cancel };
        let ended = run
            .reading(|piece| {
                lines.each(piece, |line| args::progress(line).into_iter().for_each(&mut progress))
            })
            .await?;
        if !ended.status.success() {
            return Err(failure(job, ended.tail));
        }
        let (output, length) = (job.output.to_owned(), job.length());
        let settling = tokio::task::spawn_blocking(move || settle(&output, length));
        settling.await.unwrap_or(Err(MediaError::Cancelled))
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
fn failure(job: &ExportJob<'_>, tail: String) -> MediaError {
    if tail.contains("No space left on device") || tail.contains("Disk quota exceeded") {
        return MediaError::DiskFull { path: job.output.to_owned() };
    }
    if let Some(filter) = args::missing_filter(&tail) {
        return MediaError::FilterMissing { filter };
    }
    let path = job.parts[0].path.to_owned();
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
