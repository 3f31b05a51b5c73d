//! Names a file by its content, so that a moved or renamed one is found again.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use series::Fingerprint;

use crate::MediaError;

const END_BYTES: u64 = 1024 * 1024;

/// Names a file's content: BLAKE3 of its size (8 bytes, little endian), its first and its last MiB.
/// The ends overlap in a file of less than two MiB, which is then read in full.
///
/// # Errors
/// `Missing`, `Unreadable` or `Folder`.
pub fn fingerprint(path: &Path) -> Result<Fingerprint, MediaError> {
    let (mut file, size) = open(path)?;
    of_file(&mut file, size).map_err(|source| MediaError::Unreadable { path: path.to_owned(), source })
}

/// Opens a regular file for reading, with its size.
pub(crate) fn open(path: &Path) -> Result<(File, u64), MediaError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            MediaError::Missing { path: path.to_owned() }
        }
        _ => MediaError::Unreadable { path: path.to_owned(), source },
    };
    // Asked before opening: opening a pipe would wait for its other end.
    let found = std::fs::metadata(path).map_err(refused)?;
    if found.is_dir() {
        return Err(MediaError::Folder { path: path.to_owned() });
    }
    if !found.is_file() {
        return Err(refused(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")));
    }
    let file = File::open(path).map_err(refused)?;
    let size = file.metadata().map_err(refused)?.len();
    Ok((file, size))
}

/// The fingerprint of an open file of that size.
pub(crate) fn of_file(file: &mut File, size: u64) -> io::Result<Fingerprint> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&size.to_le_bytes());
    let mut piece = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(END_BYTES).read_to_end(&mut piece)?;
    hasher.update(&piece);
    piece.clear();
    file.seek(SeekFrom::Start(size.saturating_sub(END_BYTES)))?;
    file.take(END_BYTES).read_to_end(&mut piece)?;
    hasher.update(&piece);
    Ok(Fingerprint::new(hasher.finalize().to_hex().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_copy_keeps_its_name_and_any_change_at_the_ends_or_in_size_makes_another() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            fingerprint(&path).unwrap()
        };
        let bytes: Vec<u8> = (0..5 * 1024 * 1024_u32).map(|i| (i % 251) as u8).collect();
        let original = write("a.mp4", &bytes);
        assert_eq!(original, write("-b \n\"é🎬.mp4", &bytes));
        let mut first = bytes.clone();
        first[0] ^= 1;
        assert_ne!(original, write("c", &first));
        let mut last = bytes.clone();
        *last.last_mut().unwrap() ^= 1;
        assert_ne!(original, write("d", &last));
        assert_ne!(original, write("e", &bytes[..bytes.len() - 1]));
        assert_eq!(write("f", b""), write("g", b""));
    }

    #[test]
    fn what_is_no_file_is_refused_by_kind() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(fingerprint(folder.path()), Err(MediaError::Folder { .. })));
        assert!(matches!(fingerprint(&folder.path().join("no")), Err(MediaError::Missing { .. })));
    }
}
