//! What can go wrong with what is kept.

use std::{
    io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;
use series::{AccountId, DraftId, Impossible, PostingId, Refusal};
use thiserror::Error;

/// Why something was not kept, or not found.
#[derive(Debug, Error)]
pub enum StorageError {
    /// Somebody else appended to the draft since. Nothing was written.
    #[error("the draft moved on: it is at revision {revision}")]
    Conflict {
        /// The revision the draft is at now.
        revision: u64,
    },
    /// There is no such draft.
    #[error("there is no draft {id}")]
    UnknownDraft {
        /// The draft that was named.
        id: DraftId,
    },
    /// A draft of that id is kept already.
    #[error("there is a draft {id} already")]
    DraftExists {
        /// The id that is taken.
        id: DraftId,
    },
    /// A draft is born with nothing but its title: the rest comes as edits.
    #[error("a new draft holds nothing but its title")]
    NotNew,
    /// A step that cannot be read: its text is damaged, or was written by another version.
    #[error("revision {revision} of draft {draft} cannot be read")]
    UnreadableStep {
        /// The draft.
        draft: DraftId,
        /// The step's revision.
        revision: u64,
        /// Why not.
        source: serde_json::Error,
    },
    /// A step that does not fit the draft made by the steps before it.
    #[error("revision {revision} of draft {draft} does not fit the ones before it")]
    UnfitStep {
        /// The draft.
        draft: DraftId,
        /// The step's revision.
        revision: u64,
        /// Why not.
        source: Refusal,
    },
    /// There is no such posting.
    #[error("there is no posting {id}")]
    UnknownPosting {
        /// The posting that was named.
        id: PostingId,
    },
    /// Somebody else wrote down that something happened to the posting. Nothing was written.
    #[error("the posting {id} moved on: its log has {lines} lines")]
    PostingMovedOn {
        /// The posting.
        id: PostingId,
        /// How many lines its log has now.
        lines: u64,
    },
    /// The episode is on its way there already. Nothing was written.
    #[error("the episode is on its way there already: posting {id}")]
    OnItsWay {
        /// The posting that is not over.
        id: PostingId,
    },
    /// The episode was posted there before. Nothing was written.
    #[error("the episode was posted there before: posting {id}")]
    PostedBefore {
        /// The posting that was posted.
        id: PostingId,
    },
    /// That cannot have happened to the posting. Nothing was written.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// A posting that cannot be read: it was written by another version.
    #[error("a posting cannot be read")]
    UnreadablePosting {
        /// Why not.
        source: serde_json::Error,
    },
    /// A line of a posting's log that cannot be read: it was written by another version.
    #[error("line {number} of posting {posting} cannot be read")]
    UnreadableLine {
        /// The posting.
        posting: PostingId,
        /// The line's number.
        number: u64,
        /// Why not.
        source: serde_json::Error,
    },
    /// A note that cannot be read: it was written by another version.
    #[error("a note cannot be read")]
    UnreadableNote {
        /// Why not.
        source: serde_json::Error,
    },
    /// Another process works for the account.
    #[error("another process works for the account {}", account.0)]
    AtWork {
        /// The account.
        account: AccountId,
    },
    /// A step or settings that JSON cannot write.
    #[error("it cannot be written as JSON")]
    Unwritten(#[source] serde_json::Error),
    /// The database was written by a newer version of Showrunner. It was not touched.
    #[error("the drafts were written by a newer version (format {found}; this one knows {known})")]
    TooNew {
        /// The format found.
        found: u32,
        /// The newest format this version knows.
        known: u32,
    },
    /// The folder cannot be made or written.
    #[error("the folder {} cannot be written", folder.display())]
    Unwritable {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The disk is full. Nothing was written.
    #[error("the disk that holds {} is full", folder.display())]
    DiskFull {
        /// The folder.
        folder: PathBuf,
    },
    /// The database that was open is there no more: its folder was deleted or moved, or is on a drive that is gone.
    /// Nothing was written. In its place again it is found again; a copy of it only by whoever opens it anew.
    #[error("the drafts in {} are gone", folder.display())]
    Gone {
        /// The folder.
        folder: PathBuf,
    },
    /// Somebody else held the drafts for too long.
    #[error("the drafts in {} are in use by another process", folder.display())]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// The database is damaged. Opening it again sets it aside.
    #[error("the drafts in {} are damaged", folder.display())]
    Damaged {
        /// The folder.
        folder: PathBuf,
    },
    /// A file could not be read or written, for another reason.
    #[error("{} cannot be read or written", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The database refused, for another reason.
    #[error("the database refused")]
    Sqlite(#[from] rusqlite::Error),
}

impl StorageError {
    /// An error of the file system, by what it means for the data folder.
    pub(crate) fn io(folder: &Path, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{
            AlreadyExists, NotADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem,
            StorageFull,
        };
        let folder = folder.to_owned();
        match source.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull { folder },
            // Nothing here opens a file that must exist: a missing one means a folder that cannot be.
            PermissionDenied | ReadOnlyFilesystem | NotADirectory | NotFound | AlreadyExists => {
                Self::Unwritable { folder, source: source.into() }
            }
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    /// Says of a database error what it means for the data folder.
    pub(crate) fn in_folder(self, folder: &Path) -> Self {
        let Self::Sqlite(error) = self else { return self };
        let folder = folder.to_owned();
        // Opening needs a little room beside the database for its index of the log.
        let no_room_to_open =
            |error: &rusqlite::ffi::Error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull { folder },
            _ if error.sqlite_error().is_some_and(no_room_to_open) => Self::DiskFull { folder },
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Busy { folder },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { folder },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Unwritable { folder, source: error.into() }
            }
            _ => Self::Sqlite(error),
        }
    }
}
