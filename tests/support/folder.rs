//! A temporary folder in which programs live and are killed.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long a program that was killed may still write where it wrote.
const WRITES_FOR: Duration = Duration::from_secs(20);

/// How long a program that was just begun may take to make it anew.
const MADE_ANEW_WITHIN: Duration = Duration::from_millis(50);

/// A folder of its own below the system's folder for temporary files. Gone when dropped: whoever writes in it is to be
/// ended before.
#[derive(Debug)]
pub struct Folder(TempDir);

impl Folder {
    /// Makes one whose name begins that way.
    ///
    /// # Panics
    /// If there is no room for it.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        Self(tempfile::Builder::new().prefix(prefix).tempdir().expect("room for a folder"))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    /// Removes it, also while what was killed in it ends: a folder that is written to cannot be removed at once, and
    /// one that is begun just then comes behind.
    fn drop(&mut self) {
        let began = Instant::now();
        while began.elapsed() < WRITES_FOR {
            let _ = fs::remove_dir_all(self.path());
            thread::sleep(MADE_ANEW_WITHIN);
            if !self.path().exists() {
                return;
            }
        }
    }
}
