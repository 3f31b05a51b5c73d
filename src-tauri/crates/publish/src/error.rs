//! Why a kit was not written.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why a kit was not written. Neither the target nor anything half done is left behind.
#[derive(Debug, Error)]
pub enum KitError {
    /// Something is there already. A kit only goes to a new or an empty folder.
    #[error("{} is there already and is not an empty folder", .target.display())]
    Exists {
        /// Where the kit was to go.
        target: PathBuf,
    },
    /// The target cannot become a kit's folder: it has no name, or is a file system of its own.
    #[error("{} cannot be a kit's folder", .target.display())]
    NoPlace {
        /// Where the kit was to go.
        target: PathBuf,
    },
    /// There is too little room, which was seen before anything was written.
    #[error("the kit needs {needed} bytes, {free} are free")]
    NoRoom {
        /// Bytes the kit needs, with a margin.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// The disk ran full while writing.
    #[error("the disk is full, {} could not be written", .path.display())]
    Full {
        /// The file that did not fit.
        path: PathBuf,
    },
    /// A file or folder of the kit could not be written.
    #[error("{} could not be written: {source}", .path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An episode's file is not in the kit, or not as large as it was when it was certified.
    #[error("{file_name} is missing from the kit, or changed after it was certified")]
    NotAsCertified {
        /// The episode's file.
        file_name: String,
    },
    /// The files handed in are not those of the draft's episodes, in their order.
    #[error("the files are not those of the draft's episodes")]
    WrongEpisodes,
}

/// Turns what the system said about `path` into a [`KitError`].
pub(crate) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> KitError {
    move |source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => KitError::Full { path: path.to_owned() },
        _ => KitError::Unwritable { path: path.to_owned(), source },
    }
}
