//! The data folder, opened.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{
    StorageError, damage, journal,
    ledger::{self, Known},
    notes, schema,
};

/// The file that is locked while the folder is being opened.
const OPENING: &str = "opening.lock";

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
    /// Was it said to be gone?
    gone: bool,
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
        let (held, set_aside) = hold(folder, patience)?;
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

    /// Does work on the one connection, as long as it is to the file that has its name: what is written to one that
    /// lies elsewhere is not kept. Where another process set it aside as damaged, what took its place is gone on with.
    /// What was taken away is gone until it is back, itself: it is not begun anew, and whatever else has its name may
    /// be half a copy of it.
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
        if held.gone || held.file != file_id(&database(&self.folder)) {
            *held = held.again(&self.folder, self.patience)?;
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

impl Held {
    fn of(connection: Connection, database: &Path) -> Self {
        Self { connection, file: file_id(database), gone: false, known: Known::default() }
    }

    /// Opens the database again, or what another process put in its place when it set it aside.
    fn again(&mut self, folder: &Path, patience: Duration) -> Result<Self, StorageError> {
        // When it is closed, SQLite would tidy up by name, and that is perhaps another's by now.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        // Whoever sets a damaged one aside has a fresh one in its place before it lets go of the lock.
        let opening = lock_if_there(folder, patience)?;
        let database = database(folder);
        let now = file_id(&database);
        let is_it =
            now == self.file || (!self.gone && damage::lies_aside(folder, |path| file_id(path) == self.file));
        if opening.is_none() || now.is_none() || !is_it {
            self.gone = true;
            return Err(StorageError::Gone { folder: folder.to_owned() });
        }
        Ok(Self::of(connect(folder, &database, patience, OpenFlags::empty())?, &database))
    }
}

/// Opens the data folder; also says where a damaged database lies now, if there was one.
fn hold(folder: &Path, patience: Duration) -> Result<(Held, Option<PathBuf>), StorageError> {
    fs::create_dir_all(folder).map_err(|error| StorageError::io(folder, folder, error))?;
    // Two processes must not both set a damaged database aside: the second would take the fresh one.
    let _opening = lock(folder, patience)?;
    let database = database(folder);
    let mut set_aside = None;
    let create = OpenFlags::SQLITE_OPEN_CREATE;
    let connection = match connect(folder, &database, patience, create) {
        Err(StorageError::Damaged { .. }) => {
            let damaged = damage::set_aside(folder, &database)?;
            let mut connection = connect(folder, &database, patience, create)?;
            damage::salvage(folder, &damaged, &mut connection).map_err(|error| error.in_folder(folder))?;
            set_aside = Some(damaged);
            connection
        }
        other => other?,
    };
    Ok((Held::of(connection, &database), set_aside))
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
fn connect(
    folder: &Path,
    database: &Path,
    patience: Duration,
    more: OpenFlags,
) -> Result<Connection, StorageError> {
    let open = || -> Result<Connection, StorageError> {
        // Without SQLITE_OPEN_URI: a folder's name is never an address.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
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
    let path = folder.join(OPENING);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    locked(folder, file.map_err(|error| StorageError::io(folder, &path, error))?, patience)
}

/// The same where somebody opened it before; none where nobody did.
fn lock_if_there(folder: &Path, patience: Duration) -> Result<Option<File>, StorageError> {
    let path = folder.join(OPENING);
    match File::options().write(true).open(&path) {
        Ok(file) => locked(folder, file, patience).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StorageError::io(folder, &path, error)),
    }
}

fn locked(folder: &Path, file: File, patience: Duration) -> Result<File, StorageError> {
    let failed = |error| StorageError::io(folder, &folder.join(OPENING), error);
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
        // Nor is one begun in an empty folder, as that of a drive that is away may be.
        fs::create_dir(&data).unwrap();
        assert!(matches!(store.data_version(), Err(StorageError::Gone { .. })));
        assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
        fs::remove_dir_all(&data).unwrap();
        fs::rename(folder.path().join("moved"), &data).unwrap();
        assert!(matches!(store.append(id, 0, &Step::Undo, 0), Ok(1)), "back in its place it is found again");
        drop(store);
        assert_eq!(
            Store::open(&data).unwrap().store.list().unwrap()[0].revision,
            1,
            "and what it took is kept"
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_else_has_the_name_of_what_is_gone_is_not_taken_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let (data, away) = (folder.path().join("data"), folder.path().join("away"));
        let store = Store::open(&data).unwrap().store;
        let id: DraftId = "019a0000-0000-7000-8000-000000000001".parse().unwrap();
        store.create(&Draft::new(id, "one"), 0).unwrap();
        fs::rename(&data, &away).unwrap();
        // A copy on its way back: without its log, and of the database the half.
        let database = fs::read(database(&away)).unwrap();
        fs::create_dir(&data).unwrap();
        fs::write(data.join(OPENING), []).unwrap();
        for half in [&database[..0], &database[..database.len() / 2], &database] {
            fs::write(data.join("drafts.db"), half).unwrap();
            assert!(matches!(store.load(id), Err(StorageError::Gone { .. })));
            assert_eq!(fs::read(data.join("drafts.db")).unwrap(), half, "the copier is not disturbed");
            assert_eq!(fs::read_dir(&data).unwrap().count(), 2);
        }
        // Whoever opens it then finds everything, also when the old one ends behind that.
        fs::copy(away.join("drafts.db-wal"), data.join("drafts.db-wal")).unwrap();
        let opened = Store::open(&data).unwrap();
        assert_eq!((opened.set_aside, opened.store.list().unwrap().len()), (None, 1));
        opened.store.append(id, 0, &Step::Undo, 0).unwrap();
        drop(store);
        assert!(data.join("drafts.db-wal").exists(), "what is open there is not tidied away");
        assert_eq!(Store::open(&data).unwrap().store.list().unwrap()[0].revision, 1);
    }

    #[test]
    fn a_store_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Store>();
        shared::<StorageError>();
    }
}
