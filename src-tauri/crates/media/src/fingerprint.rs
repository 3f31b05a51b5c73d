//! Names a file by its content, so that a moved or renamed one is found again.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use series::Fingerprint;

use crate::MediaError;

const END_BYTES: u64 = 1024 * 1024;
const BLOCKS: u64 = 64;
const BLOCK_BYTES: u64 = 16 * 1024;

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

/// Names what lies between a file's ends: BLAKE3 of 64 blocks of 16 KiB, as far from each other as they can be,
/// and all alike far. What is changed in one of them, or in a longer stretch, makes another name; a change of a
/// few bytes may lie between them.
///
/// # Errors
/// `Missing`, `Unreadable` or `Folder`.
pub fn middle(path: &Path) -> Result<Fingerprint, MediaError> {
    let (mut file, size) = open(path)?;
    of_middle(&mut file, size).map_err(|source| MediaError::Unreadable { path: path.to_owned(), source })
}

fn of_middle(file: &mut File, size: u64) -> io::Result<Fingerprint> {
    let mut hasher = blake3::Hasher::new();
    let between = size.saturating_sub(2 * END_BYTES);
    let mut block = Vec::new();
    for nth in 0..BLOCKS {
        let room = u128::from(between.saturating_sub(BLOCK_BYTES));
        // Below `between`, which is a `u64`.
        let at = END_BYTES + u64::try_from(room * u128::from(nth) / u128::from(BLOCKS - 1)).unwrap_or(0);
        block.clear();
        file.seek(SeekFrom::Start(at))?;
        file.take(BLOCK_BYTES.min(between)).read_to_end(&mut block)?;
        hasher.update(&block);
    }
    Ok(Fingerprint::new(hasher.finalize().to_hex().as_str()))
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
    fn a_change_between_the_ends_makes_another_middle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp4");
        for size in [0, 1, 2 * END_BYTES, 2 * END_BYTES + 1, 2 * END_BYTES + BLOCK_BYTES, 9 * END_BYTES + 7] {
            let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let (whole, ends) = (middle(&path).unwrap(), fingerprint(&path).unwrap());
            let between = size.saturating_sub(2 * END_BYTES);
            let stretch = (between / (BLOCKS - 1)).max(BLOCK_BYTES).min(between);
            for at in [0, between.saturating_sub(stretch) / 2, between - stretch] {
                let mut other = bytes.clone();
                let from = usize::try_from(END_BYTES + at).unwrap();
                let changed = other.iter_mut().skip(from).take(usize::try_from(stretch).unwrap());
                changed.for_each(|byte| *byte ^= 1);
                std::fs::write(&path, &other).unwrap();
                assert_eq!(middle(&path).unwrap() == whole, between == 0, "{size} {at}");
                assert_eq!(fingerprint(&path).unwrap(), ends, "{size} {at}");
            }
        }
    }

    #[test]
    fn what_is_no_file_is_refused_by_kind() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(fingerprint(folder.path()), Err(MediaError::Folder { .. })));
        assert!(matches!(fingerprint(&folder.path().join("no")), Err(MediaError::Missing { .. })));
    }
}
