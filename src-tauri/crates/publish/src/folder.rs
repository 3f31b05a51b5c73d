//! The folder a kit is written in: whole or not at all.
//!
//! Files are written into a hidden sibling of the target, on the same file system. Only when all of
//! them are on the disk is it renamed to the target. Dropped before that, it is deleted; after a
//! power cut the next kit for the same target deletes it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    process,
};

use series::Words;

use crate::{KitContents, KitError, error::unwritable, files};

/// Room that must be left over, for the folder itself and the small files.
const MARGIN_BYTES: u64 = 16 * 1024 * 1024;
/// Held locked while a kit is written, so that nobody takes it for left behind.
const LOCK: &str = ".kit-lock";
/// How much of the target's name the part folder's name takes, in bytes: names end at 255.
const NAME_MAX_BYTES: usize = 180;

/// A kit that is being written. Dropped before [`finish`](Self::finish), it leaves nothing behind.
#[derive(Debug)]
pub struct KitFolder {
    target: PathBuf,
    part: PathBuf,
    /// None where the file system knows no locks.
    lock: Option<File>,
    /// Folders made on the way to the target, outermost first.
    made: Vec<PathBuf>,
    finished: bool,
}

impl KitFolder {
    /// Begins a kit of `needed_bytes` at `target`, which must not exist or be an empty folder. Its
    /// parents are made.
    ///
    /// # Errors
    /// [`KitError::Exists`], [`KitError::NoPlace`], [`KitError::NoRoom`] before anything is written;
    /// [`KitError::Unwritable`].
    pub fn begin(target: &Path, needed_bytes: u64) -> Result<Self, KitError> {
        let target = resolved(target)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(KitError::NoPlace { target });
        };
        check_room(parent, needed_bytes)?;
        let made = missing_folders(parent);
        let prefix = format!(".{}.part-", shortened(&name.to_string_lossy()));
        // From here on, dropping the kit takes back what was made.
        let mut kit =
            Self { part: PathBuf::new(), lock: None, made, finished: false, target: target.clone() };
        fs::create_dir_all(parent).map_err(unwritable(parent))?;
        clear_left_behind(parent, &prefix);
        kit.part = make_part(parent, &prefix)?;
        kit.lock = locked(&kit.part.join(LOCK)).map_err(unwritable(&kit.part))?;
        Ok(kit)
    }

    /// Where a file of the kit is to be written.
    #[must_use]
    pub fn path_of(&self, file_name: &str) -> PathBuf {
        self.part.join(file_name)
    }

    /// Writes what is left to write, sees that all of it is on the disk, and gives the kit its name.
    /// Returns the folder and its size in bytes. The checklist speaks the language of `words`.
    ///
    /// # Errors
    /// Any [`KitError`] but `NoRoom`; then nothing is left of the kit.
    pub fn finish(mut self, contents: &KitContents, words: &Words) -> Result<(PathBuf, u64), KitError> {
        files::write(contents, &self.part, words)?;
        // The lock file goes while it is still locked: nobody ever sees it unlocked.
        let lock = self.part.join(LOCK);
        match fs::remove_file(&lock) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritable(&lock)(error)),
            _ => self.lock = None,
        }
        let bytes = sync_files(&self.part)?;
        self.take_name()?;
        self.finished = true;
        // The kit is there and whole: whether its name survives a power cut is the file system's.
        let _ = self.target.parent().map(sync_folder);
        Ok((self.target.clone(), bytes))
    }

    fn take_name(&self) -> Result<(), KitError> {
        // An empty folder may be there. Unix replaces it, Windows wants it gone first.
        if cfg!(windows) {
            let _ = fs::remove_dir(&self.target);
        }
        fs::rename(&self.part, &self.target).map_err(|source| match source.kind() {
            // Somebody put something there meanwhile.
            io::ErrorKind::AlreadyExists
            | io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::NotADirectory => KitError::Exists { target: self.target.clone() },
            _ => unwritable(&self.target)(source),
        })
    }
}

impl Drop for KitFolder {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        self.lock = None;
        if !self.part.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.part);
        }
        // Takes only those that are empty, as they were when they were made.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The target as an absolute path without links at its end, if a kit may go there.
fn resolved(target: &Path) -> Result<PathBuf, KitError> {
    let exists = || KitError::Exists { target: target.to_owned() };
    if fs::symlink_metadata(target).is_err() {
        return std::path::absolute(target).map_err(unwritable(target));
    }
    // A link that leads nowhere is not an empty folder either.
    let real = fs::canonicalize(target).map_err(|_| exists())?;
    if !real.is_dir() || fs::read_dir(&real).map_err(unwritable(&real))?.next().is_some() {
        return Err(exists());
    }
    if is_mount_point(&real) {
        return Err(KitError::NoPlace { target: real });
    }
    Ok(real)
}

#[cfg(unix)]
fn is_mount_point(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|facts| facts.dev()).ok();
    folder.parent().is_some_and(|parent| device(parent) != device(folder))
}

#[cfg(not(unix))]
fn is_mount_point(_folder: &Path) -> bool {
    false
}

fn check_room(parent: &Path, needed_bytes: u64) -> Result<(), KitError> {
    let Some(there) = parent.ancestors().find(|folder| folder.is_dir()) else {
        return Err(KitError::NoPlace { target: parent.to_owned() });
    };
    let free = fs4::available_space(there).map_err(unwritable(there))?;
    let needed = needed_bytes.saturating_add(MARGIN_BYTES);
    if needed > free { Err(KitError::NoRoom { needed, free }) } else { Ok(()) }
}

fn missing_folders(parent: &Path) -> Vec<PathBuf> {
    let mut missing: Vec<_> =
        parent.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    missing.reverse();
    missing
}

fn shortened(name: &str) -> &str {
    let mut end = name.len().min(NAME_MAX_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

fn make_part(parent: &Path, prefix: &str) -> Result<PathBuf, KitError> {
    // Two kits of one process, or one that died under the same process id, take different names.
    let mut tries = (0..u32::MAX).map(|n| parent.join(format!("{prefix}{}-{n}", process::id())));
    loop {
        let Some(part) = tries.next() else { return Err(KitError::NoPlace { target: parent.to_owned() }) };
        match fs::create_dir(&part) {
            Ok(()) => return Ok(part),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(unwritable(parent)(error)),
        }
    }
}

/// A new file, locked; none where the file system knows no locks.
fn locked(path: &Path) -> io::Result<Option<File>> {
    let file = File::create_new(path)?;
    if file.try_lock().is_ok() {
        return Ok(Some(file));
    }
    fs::remove_file(path)?;
    Ok(None)
}

/// Deletes what kits that died left behind: part folders with a lock file nobody holds. Others are
/// at work, or not a kit's.
fn clear_left_behind(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        let lock = entry.path().join(LOCK);
        let Ok(file) = File::options().read(true).write(true).open(&lock) else { continue };
        // Whoever finishes deletes the lock file before letting go of it.
        if !matches!(file.try_lock(), Err(TryLockError::WouldBlock)) && lock.exists() {
            drop(file);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Sees that every file is on the disk, and says how large they are together.
fn sync_files(folder: &Path) -> Result<u64, KitError> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(unwritable(folder))? {
        bytes += sync_file(&entry.map_err(unwritable(folder))?.path())?;
    }
    sync_folder(folder).map_err(unwritable(folder))?;
    Ok(bytes)
}

/// Sees that a file of a kit is on the disk, and says how large it is. `finish` does so for every file;
/// beginning with each as soon as it is made leaves less to wait for.
///
/// # Errors
/// [`KitError::Full`] or [`KitError::Unwritable`].
pub fn sync_file(path: &Path) -> Result<u64, KitError> {
    // Windows flushes only what is open for writing, Unix whatever is open.
    let file = File::options().read(true).write(cfg!(windows)).open(path).map_err(unwritable(path))?;
    file.sync_all().map_err(unwritable(path))?;
    Ok(file.metadata().map_err(unwritable(path))?.len())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems flush files only.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
