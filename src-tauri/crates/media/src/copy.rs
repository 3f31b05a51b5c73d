//! Copies a file, quickly and byte for byte.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use tokio_util::sync::CancellationToken;

use crate::{MediaError, fingerprint};

/// Between two looks at `cancel`. The system copies such a piece without taking it through us.
const PIECE_BYTES: u64 = 32 * 1024 * 1024;

/// Copies a file. `progress` is told how many bytes are done.
pub(crate) fn copy(
    from: &Path,
    to: &Path,
    mut progress: impl FnMut(u64),
    cancel: &CancellationToken,
) -> Result<(), MediaError> {
    let (source, size) = fingerprint::open(from)?;
    let mut target = File::create(to).map_err(|error| not_written(to, error))?;
    let mut done = 0;
    while done < size {
        if cancel.is_cancelled() {
            return Err(MediaError::Cancelled);
        }
        let copied = io::copy(&mut (&source).take(PIECE_BYTES), &mut target)
            .map_err(|error| not_written(to, error))?;
        if copied == 0 {
            let source =
                io::Error::new(io::ErrorKind::UnexpectedEof, "it became shorter while it was copied");
            return Err(MediaError::Unreadable { path: from.to_owned(), source });
        }
        done += copied;
        progress(done);
    }
    Ok(())
}

/// Why a file could not be written.
pub(crate) fn not_written(path: &Path, source: io::Error) -> MediaError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => MediaError::DiskFull { path },
        _ => MediaError::Unwritable { path, source },
    }
}
