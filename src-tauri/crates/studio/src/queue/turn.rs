//! One process at a time works on the queue.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use crate::{Problem, jobs::Progress, studio::blocking};

/// How often it is looked whether the others are done.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The right to work on the queue. Let go when it is dropped, or when the process dies.
#[derive(Debug)]
pub(crate) struct Turn {
    _locked: Option<File>,
}

/// Waits for the turn.
///
/// # Errors
/// `Cancelled`; `DiskFull` or `StoreUnwritable`.
pub(crate) async fn turn(folder: &Path, progress: &Progress) -> Result<Turn, Problem> {
    loop {
        let place = folder.to_owned();
        if let Some(turn) = blocking(move || take(&place)).await?? {
            return Ok(turn);
        }
        progress.go_on().await?;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn take(folder: &Path) -> Result<Option<Turn>, Problem> {
    let open = || {
        storage::make_folder(folder)?;
        File::options().create(true).truncate(false).write(true).open(folder.join("queue.lock"))
    };
    let file = open().map_err(|error| super::unwritten(folder, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Turn { _locked: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        // A file system without locks: then nobody is kept out.
        Err(TryLockError::Error(_)) => Ok(Some(Turn { _locked: None })),
    }
}
