//! Reads what a file is, with one ffprobe and one look at its ends.

use std::{io, path::Path, time::Duration};

use series::ClipFacts;
use tokio_util::sync::CancellationToken;

use crate::{
    Ffmpeg, MediaError, args,
    facts::{self, Report},
    process::Run,
    seen::look,
    sniff::Sniffed,
};

/// Even a clip of many hours on a slow disk is probed in less.
const LIMIT: Duration = Duration::from_secs(30);
/// A report is a few KiB; this is only a bound.
const REPORT_MAX_BYTES: usize = 8 * 1024 * 1024;

impl Ffmpeg {
    /// Reads what a file is. Takes one short process; probe several files at once to be quick.
    ///
    /// # Errors
    /// Says which way the file is no clip: `Missing`, `Unreadable`, `Empty`, `Folder`, `NotMedia`,
    /// `Damaged`, `NoPicture`, `StillImage`, `NoDuration` or `Playlist`. Or `NotStarted`, `TooSlow`,
    /// `Killed`, `Cancelled`.
    pub async fn probe(&self, path: &Path, cancel: &CancellationToken) -> Result<ClipFacts, MediaError> {
        let owned = path.to_owned();
        let looking = tokio::task::spawn_blocking(move || look(&owned));
        let seen = tokio::select! {
            seen = looking => seen.map_err(|lost| MediaError::Unreadable { path: path.to_owned(), source: io::Error::other(lost) })??,
            () = cancel.cancelled() => return Err(MediaError::Cancelled),
        };
        let args = args::probe(path, seen.kind != Sniffed::Movie);
        let run = Run { program: &self.ffprobe, args, limit: Some(LIMIT), cancel };
        let (ended, output) = run.capturing(REPORT_MAX_BYTES).await?;
        if !ended.status.success() {
            return Err(refusal(path, seen.kind, &ended.tail));
        }
        let report: Report = serde_json::from_slice(&output)
            .map_err(|error| MediaError::NotMedia { path: path.to_owned(), detail: error.to_string() })?;
        facts::read(path, seen, &report)
    }
}

/// Why ffprobe would not read it.
fn refusal(path: &Path, kind: Sniffed, tail: &str) -> MediaError {
    let (path, detail) = (path.to_owned(), tail.to_owned());
    match kind {
        _ if !path.exists() => MediaError::Missing { path },
        // It begins as a clip does.
        Sniffed::Movie | Sniffed::Matroska | Sniffed::Webm => MediaError::Damaged { path, detail },
        Sniffed::Playlist | Sniffed::StillImage | Sniffed::Unknown => MediaError::NotMedia { path, detail },
    }
}
