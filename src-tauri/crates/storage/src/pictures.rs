//! Kept pictures: each a JPEG named after its content, so one is written once and never changed.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use series::Fingerprint;
use tempfile::NamedTempFile;

use crate::{StorageError, Store};

impl Store {
    /// The folder pictures are kept in. It may not be there yet.
    #[must_use]
    pub fn pictures(&self) -> PathBuf {
        self.folder().join("pictures")
    }

    /// Keeps the bytes of a JPEG and names them. They are on disk when this returns.
    ///
    /// # Errors
    /// [`StorageError::DiskFull`], [`StorageError::Unwritable`], or what else the file system says.
    pub fn keep_picture(&self, bytes: &[u8]) -> Result<Fingerprint, StorageError> {
        let hash = blake3::hash(bytes);
        let path = self.pictures().join(format!("{}.jpg", hash.to_hex()));
        let kept = fs::read(&path).is_ok_and(|kept| blake3::hash(&kept) == hash);
        if !kept {
            write_whole(&self.pictures(), &path, bytes)
                .map_err(|error| StorageError::io(self.folder(), &path, error))?;
        }
        Ok(Fingerprint::new(hash.to_hex().as_str()))
    }

    /// Where a kept picture lies, if it is there.
    #[must_use]
    pub fn picture_path(&self, picture: &Fingerprint) -> Option<PathBuf> {
        // Only what can be the name of a hash becomes part of a path.
        let hex = blake3::Hash::from_hex(picture.as_str()).ok()?.to_hex();
        let path = self.pictures().join(format!("{hex}.jpg"));
        path.is_file().then_some(path)
    }
}

/// The file is there whole or not at all, whatever happens meanwhile.
fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    sync_folder(folder)
}

/// Makes a folder where there is none, in one that is there. Only opening it makes the data folder: whatever is kept
/// below one that was taken away would stand in its place when it comes back.
///
/// # Errors
/// What the system says.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(_) if folder.is_dir() => Ok(()),
        made => made,
    }
}

/// Makes a rename in the folder durable. Windows does so by itself and has no such call.
///
/// # Errors
/// What the system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}
