//! What a file tells by itself, before ffprobe is asked: its size, its time, its ends.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    time::UNIX_EPOCH,
};

use series::Fingerprint;

use crate::{
    MediaError,
    claims::{self, Lack},
    fingerprint,
    sniff::{self, Sniffed},
};

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

/// Reads the ends of a file, and refuses what is surely no clip.
pub(crate) fn look(path: &Path) -> Result<Seen, MediaError> {
    let (mut file, size_bytes) = fingerprint::open(path)?;
    if size_bytes == 0 {
        return Err(MediaError::Empty { path: path.to_owned() });
    }
    let failed = |source| MediaError::Unreadable { path: path.to_owned(), source };
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
