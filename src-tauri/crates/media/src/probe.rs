//! Reads what a file is, with one ffprobe and one look at its ends.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    time::{Duration, UNIX_EPOCH},
};

use series::{ClipFacts, Fingerprint};
use tokio_util::sync::CancellationToken;

use crate::{
    Ffmpeg, MediaError, args,
    claims::{self, Lack},
    facts::{self, Report},
    fingerprint,
    process::Run,
    sniff::{self, Sniffed},
};

/// Even a clip of many hours on a slow disk is probed in less.
const LIMIT: Duration = Duration::from_secs(30);
/// A report is a few KiB; this is only a bound.
const REPORT_MAX_BYTES: usize = 8 * 1024 * 1024;

/// What the file itself tells without ffprobe.
pub(crate) struct Seen {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// When it was last modified, in milliseconds since 1970.
    pub modified_ms: i64,
    /// Names its content.
    pub fingerprint: Fingerprint,
    /// What its first bytes say it is.
    pub kind: Sniffed,
}

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
            seen = looking => seen.map_err(|lost| unreadable(path, io::Error::other(lost)))??,
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

/// Reads the ends of a file, and refuses what is surely no clip.
fn look(path: &Path) -> Result<Seen, MediaError> {
    let (mut file, size_bytes) = fingerprint::open(path)?;
    if size_bytes == 0 {
        return Err(MediaError::Empty { path: path.to_owned() });
    }
    let failed = |source| unreadable(path, source);
    let kind = sniff::sniff(&head(&mut file).map_err(failed)?);
    match kind {
        Sniffed::Playlist => return Err(MediaError::Playlist { path: path.to_owned() }),
        Sniffed::StillImage => return Err(MediaError::StillImage { path: path.to_owned() }),
        Sniffed::Movie | Sniffed::Matroska | Sniffed::Webm | Sniffed::Unknown => {}
    }
    if let Some(lack) = claims::lack(&mut file, size_bytes, kind).map_err(failed)? {
        let detail = match lack {
            Lack::Bytes(bytes) => format!("{bytes} bytes are missing at its end"),
            Lack::Index => "its index (moov) is missing".to_owned(),
        };
        return Err(MediaError::Damaged { path: path.to_owned(), detail });
    }
    let modified = file.metadata().and_then(|found| found.modified()).map_err(failed)?;
    let modified_ms = modified
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_millis() as i64)
        .unwrap_or_else(|before| -(before.duration().as_millis() as i64));
    let fingerprint = fingerprint::of_file(&mut file, size_bytes).map_err(failed)?;
    Ok(Seen { size_bytes, modified_ms, fingerprint, kind })
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(sniff::HEAD_BYTES);
    file.seek(SeekFrom::Start(0))?;
    file.take(sniff::HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn unreadable(path: &Path, source: io::Error) -> MediaError {
    MediaError::Unreadable { path: path.to_owned(), source }
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
