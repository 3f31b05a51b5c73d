//! The data folder, opened.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    StorageError, damage, journal,
    ledger::{self, Known},
    notes, schema,
};

/// How long to wait for another process before giving up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The creator's data folder, opened: `drafts.db` and `pictures/`.
///
/// One connection behind a lock; share it between threads. Each process, and each window that
/// wants one, opens its own.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    patience: Duration,
    held: Mutex<Held>,
}

/// A connection, and the file it writes to.
#[derive(Debug)]
struct Held {
    connection: Connection,
    file: Option<FileId>,
    /// Where postings stand, as far as this connection wrote of them.
    known: Known,
}

/// A store that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Where the damaged database lies now, if there was one. What could be read of it is in `store`.
    pub set_aside: Option<PathBuf>,
}

impl Store {
    /// Opens the data folder and makes it where there is none. A damaged database is set aside and
    /// what can be read of it is kept.
    ///
    /// # Errors
    /// [`StorageError::TooNew`], [`StorageError::Unwritable`], [`StorageError::DiskFull`],
    /// [`StorageError::Busy`], or what else the file system or the database says.
    pub fn open(folder: &Path) -> Result<Opened, StorageError> {
        Self::open_within(folder, PATIENCE)
    }

    pub(crate) fn open_within(folder: &Path, patience: Duration) -> Result<Opened, StorageError> {
        fs::create_dir_all(folder).map_err(|error| StorageError::io(folder, folder, error))?;
        let (held, set_aside) = hold(folder, &lock(folder, patience)?, patience)?;
        let store = Self { folder: folder.to_owned(), patience, held: Mutex::new(held) };
        Ok(Opened { store, set_aside })
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A number that changes when another process, or another [`Store`], wrote to the folder.
    ///
    /// # Errors
    /// What the database says.
    pub fn data_version(&self) -> Result<u64, StorageError> {
        self.with(|connection| {
            Ok(connection.pragma_query_value(None, "data_version", |row| row.get::<_, u32>(0))?)
        })
        .map(u64::from)
    }

    /// Does work on the one connection. It is made anew where the database is another file by now: another folder
    /// took its place, or another process set it aside as damaged. What is written to a file that lies elsewhere is
    /// not kept, and one that is gone is not begun anew behind the creator's back: who takes the folder away for a
    /// moment finds it as it was.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        self.with_known(|connection, _| work(connection))
    }

    /// As [`Store::with`], with what is known of postings. With another file nothing of them is known.
    pub(crate) fn with_known<T>(
        &self,
        work: impl FnOnce(&mut Connection, &mut Known) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        // A panic in between rolled its transaction back: the connection is fit to go on.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.file != file_id(&database(&self.folder)) {
            *held = hold_again(&self.folder, self.patience)?;
        }
        let Held { connection, known, .. } = &mut *held;
        work(connection, known).map_err(|error| error.in_folder(&self.folder))
    }
}

/// The connection while what is committed is safe from a crash at once, and from a power cut with the next commit
/// that is not made here. Whatever becomes of it, the database is whole.
pub(crate) struct Unsynced<'a>(&'a mut Connection);

impl<'a> Unsynced<'a> {
    pub(crate) fn of(connection: &'a mut Connection) -> Result<Self, StorageError> {
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Self(connection))
    }

    pub(crate) const fn connection(&mut self) -> &mut Connection {
        self.0
    }
}

impl Drop for Unsynced<'_> {
    fn drop(&mut self) {
        // No transaction is open any more, and nothing else can be wrong with it.
        let _ = self.0.pragma_update(None, "synchronous", "FULL");
    }
}

fn database(folder: &Path) -> PathBuf {
    folder.join("drafts.db")
}

/// Opens the database that took the place of one that was open.
fn hold_again(folder: &Path, patience: Duration) -> Result<Held, StorageError> {
    let gone = || StorageError::Gone { folder: folder.to_owned() };
    if !folder.is_dir() {
        return Err(gone());
    }
    // Whoever sets a damaged one aside has a fresh one in its place before it lets go.
    let opening = lock(folder, patience)?;
    if !database(folder).is_file() {
        return Err(gone());
    }
    Ok(hold(folder, &opening, patience)?.0)
}

/// Opens the database; also says where a damaged one lies now, if there was one. Two processes must not both set it
/// aside: the second would take the fresh one.
fn hold(folder: &Path, _opening: &File, patience: Duration) -> Result<(Held, Option<PathBuf>), StorageError> {
    let database = database(folder);
    let mut set_aside = None;
    let connection = match connect(folder, &database, patience) {
        Err(StorageError::Damaged { .. }) => {
            let damaged = damage::set_aside(folder, &database)?;
            let mut connection = connect(folder, &database, patience)?;
            damage::salvage(folder, &damaged, &mut connection).map_err(|error| error.in_folder(folder))?;
            set_aside = Some(damaged);
            connection
        }
        other => other?,
    };
    Ok((Held { connection, file: file_id(&database), known: Known::default() }, set_aside))
}

/// Tells a file from another one that took its name.
type FileId = (u64, u64);

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// Windows lets nobody move or delete a file that is open.
#[cfg(not(unix))]
fn file_id(_path: &Path) -> Option<FileId> {
    None
}

/// Opens, checks and migrates the database, and makes every commit durable.
fn connect(folder: &Path, database: &Path, patience: Duration) -> Result<Connection, StorageError> {
    let open = || -> Result<Connection, StorageError> {
        // Without SQLITE_OPEN_URI: a folder's name is never an address.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(database, flags)?;
        connection.busy_timeout(patience)?;
        schema::check_not_newer(&connection)?;
        let verdict: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StorageError::Damaged { folder: folder.to_owned() });
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // macOS: fsync alone leaves the data in the drive's cache. Elsewhere this says nothing.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        schema::migrate(&mut connection)?;
        let is_sound = journal::is_sound(&connection)?
            && ledger::is_sound(&connection)?
            && notes::is_sound(&connection)?;
        if !is_sound {
            return Err(StorageError::Damaged { folder: folder.to_owned() });
        }
        Ok(connection)
    };
    open().map_err(|error| error.in_folder(folder))
}

/// Holds the folder while it is being opened; let go when the file is dropped.
fn lock(folder: &Path, patience: Duration) -> Result<File, StorageError> {
    let path = folder.join("opening.lock");
    let failed = |error| StorageError::io(folder, &path, error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < patience => {
                thread::sleep(Duration::from_millis(10))
            }
            Err(TryLockError::WouldBlock) => return Err(StorageError::Busy { folder: folder.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use series::{Draft, DraftId, Step};

    use super::*;

    const SOON: Duration = Duration::from_millis(50);

    #[test]
    fn who_waits_too_long_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_within(folder.path(), SOON).unwrap().store;
        let id: DraftId = "019a0000-0000-7000-8000-000000000001".parse().unwrap();
        store.create(&Draft::new(id, "one"), 0).unwrap();
        let other = Connection::open(folder.path().join("drafts.db")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let refused = store.append(id, 0, &Step::Undo, 0);
        assert!(matches!(refused, Err(StorageError::Busy { .. })), "{refused:?}");
        assert!(store.load(id).is_ok(), "reading waits for nobody");
        other.execute_batch("ROLLBACK").unwrap();
        assert!(matches!(store.append(id, 0, &Step::Undo, 0), Ok(1)));
    }

    #[test]
    fn whatever_becomes_of_what_is_not_synced_the_next_commit_is() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap().store;
        let level = |connection: &Connection| {
            connection.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0)).unwrap()
        };
        let fell = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.with(|connection| {
                let mut unsynced = Unsynced::of(connection)?;
                let write = unsynced.connection().transaction()?;
                assert_eq!(level(&write), 1);
                write.execute("DELETE FROM connections", [])?;
                panic!("in the middle");
                #[expect(unreachable_code, reason = "says what the closure answers")]
                Ok(())
            })
        }));
        assert!(fell.is_err());
        assert_eq!(store.with(|connection| Ok(level(connection))).unwrap(), 2);
    }

    #[test]
    fn two_do_not_open_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let opening = lock(folder.path(), SOON).unwrap();
        assert!(matches!(Store::open_within(folder.path(), SOON), Err(StorageError::Busy { .. })));
        drop(opening);
        assert!(Store::open_within(folder.path(), SOON).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_to_a_database_that_lies_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let store = Store::open(&data).unwrap().store;
        let id: DraftId = "019a0000-0000-7000-8000-000000000001".parse().unwrap();
        store.create(&Draft::new(id, "one"), 0).unwrap();
        fs::rename(&data, folder.path().join("moved")).unwrap();
        let refused = store.append(id, 0, &Step::Undo, 0);
        assert!(matches!(&refused, Err(StorageError::Gone { folder }) if *folder == data), "{refused:?}");
        assert!(!data.exists(), "whoever brings it back finds its place free");
        // Nor is one begun in a folder that is only half of what it was.
        fs::create_dir(&data).unwrap();
        assert!(matches!(store.data_version(), Err(StorageError::Gone { .. })));
        assert!(!database(&data).exists());
        fs::remove_dir_all(&data).unwrap();
        fs::rename(folder.path().join("moved"), &data).unwrap();
        assert!(matches!(store.append(id, 0, &Step::Undo, 0), Ok(1)), "back in its place it is found again");
    }

    #[cfg(unix)]
    #[test]
    fn the_database_that_took_its_place_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let (data, away) = (folder.path().join("data"), folder.path().join("away"));
        let store = Store::open(&data).unwrap().store;
        let id: DraftId = "019a0000-0000-7000-8000-000000000001".parse().unwrap();
        store.create(&Draft::new(id, "one"), 0).unwrap();
        fs::rename(&data, &away).unwrap();
        Store::open(&data).unwrap();
        assert!(matches!(store.append(id, 0, &Step::Undo, 0), Err(StorageError::UnknownDraft { .. })));
    }

    #[test]
    fn a_store_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Store>();
        shared::<StorageError>();
    }
}
