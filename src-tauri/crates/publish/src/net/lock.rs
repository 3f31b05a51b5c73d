//! A lock between processes. The system frees it when who holds it is gone, however that went.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
    time::Duration,
};

use tokio::time::Instant;

use super::NetError;

/// How long another process may hold it: as long as a renewal with all its tries may take, and some more.
const LONGEST: Duration = Duration::from_secs(180);
/// How often it is tried.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped.
pub(crate) struct FileLock(File);

impl FileLock {
    /// Waits for the lock, and makes its file and its folder where there is none.
    ///
    /// # Errors
    /// [`NetError::Lock`] if another process holds it for three minutes, or it cannot be made.
    pub async fn get(path: &Path) -> Result<Self, NetError> {
        let failed = |source| NetError::Lock { path: path.to_owned(), source };
        // What its folder is to lie in is another's to make. That it is there already is fine.
        let _there_already = path.parent().map(fs::create_dir);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        let until = Instant::now() + LONGEST;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::WouldBlock) if Instant::now() < until => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::WouldBlock) => return Err(failed(io::ErrorKind::TimedOut.into())),
                Err(TryLockError::Error(source)) => return Err(failed(source)),
            }
        }
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Closing the file frees it too.
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("login.lock");
        let first = FileLock::get(&path).await.unwrap();
        let second = FileLock::get(&path);
        tokio::pin!(second);
        let early = tokio::time::timeout(Duration::from_millis(100), &mut second).await;
        assert!(early.is_err(), "it is held");
        drop(first);
        second.await.unwrap();
        FileLock::get(&folder.path().join("none/login.lock")).await.unwrap();
        assert!(FileLock::get(&folder.path().join("away/leases/login.lock")).await.is_err());
        assert!(!folder.path().join("away").exists(), "what was taken away is not made anew");
        assert!(FileLock::get(&path.join("login.lock")).await.is_err(), "a file is no folder");
    }
}
