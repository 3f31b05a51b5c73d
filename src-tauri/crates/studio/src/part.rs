//! A file in the making, in a hidden folder beside where it goes: it appears whole or not at all.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{Problem, ProblemCode};

/// Held locked while the file is made, so that nobody takes it for left behind.
const LOCK: &str = ".lock";
/// How much of the file's name the folder's name takes, in bytes: names end at 255.
const NAME_MAX_BYTES: usize = 200;

/// A file in the making. Dropped before it is finished, it leaves nothing behind; what a process that was
/// killed left is removed when the same file is made again. Everything here blocks.
#[derive(Debug)]
pub(crate) struct PartFile {
    target: PathBuf,
    folder: TempDir,
    _lock: Option<File>,
}

impl PartFile {
    /// Begins the file that is to be `target`.
    ///
    /// # Errors
    /// `KitFolderUnwritable` or `DiskFull`.
    pub(crate) fn begin(target: &Path) -> Result<Self, Problem> {
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let end = (0..=NAME_MAX_BYTES.min(name.len())).rev().find(|end| name.is_char_boundary(*end));
        let prefix = format!(".{}.part-", &name[..end.unwrap_or(0)]);
        clear_left_behind(parent, &prefix);
        let begin = || {
            let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent)?;
            let lock = File::create_new(folder.path().join(LOCK))?;
            // Where the file system knows no locks, what is left behind is cleared all the sooner.
            let lock = lock.try_lock().is_ok().then_some(lock);
            Ok(Self { target: target.to_owned(), folder, _lock: lock })
        };
        begin().map_err(|error| unwritable(target, &error))
    }

    /// Where the file is to be made.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("file")
    }

    /// Gives the file its name; one that has it is replaced.
    ///
    /// # Errors
    /// `KitFolderUnwritable`.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        fs::rename(self.path(), &self.target).map_err(|error| unwritable(&self.target, &error))
    }
}

/// Deletes what was left behind: folders with a lock file nobody holds.
fn clear_left_behind(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        if File::open(entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

pub(crate) fn unwritable(place: &Path, error: &io::Error) -> Problem {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ProblemCode::DiskFull,
        _ => ProblemCode::KitFolderUnwritable,
    };
    Problem::place(code, place).detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join(format!("{}.mp4", "é".repeat(120)));
        fs::write(&target, "before").unwrap();
        let part = PartFile::begin(&target).unwrap();
        fs::write(part.path(), "half").unwrap();
        drop(part);
        assert_eq!(fs::read_to_string(&target).unwrap(), "before");
        let part = PartFile::begin(&target).unwrap();
        fs::write(part.path(), "whole").unwrap();
        part.finish().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "whole");
        assert_eq!(names(folder.path()).len(), 1);
        let nowhere = PartFile::begin(&folder.path().join("no/such.mp4")).unwrap_err();
        assert_eq!(nowhere.code, ProblemCode::KitFolderUnwritable);
    }

    #[test]
    fn what_was_left_behind_is_cleared_and_what_is_being_made_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.mp4");
        let left = folder.path().join(".a.mp4.part-dead");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::create_dir(folder.path().join(".a.mp4.part-mine")).unwrap();
        let (one, other) = (PartFile::begin(&target).unwrap(), PartFile::begin(&target).unwrap());
        assert!(!left.exists() && one.folder.path().exists());
        assert!(folder.path().join(".a.mp4.part-mine").exists(), "it is nobody's of ours");
        drop((one, other));
        assert_eq!(names(folder.path()), [".a.mp4.part-mine"]);
    }
}
