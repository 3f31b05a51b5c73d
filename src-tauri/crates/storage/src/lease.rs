//! Who works for an account: one process at a time, so that no file is sent by two at once.

use std::fs::{File, TryLockError};

use series::AccountId;

use crate::{StorageError, Store, pictures::make_folder};

/// The right to work for an account, until it is dropped. The system takes it back from a process that was
/// killed.
#[derive(Debug)]
#[must_use = "whoever drops it lets others work"]
pub struct Lease {
    _file: File,
}

impl Store {
    /// Takes the lease of an account, if nobody holds it: no other process, and nobody in this one.
    ///
    /// # Errors
    /// [`StorageError::AtWork`] when somebody holds it, or what the file system says.
    pub fn lease(&self, account: &AccountId) -> Result<Lease, StorageError> {
        let leases = self.folder().join("leases");
        // An account is named by strangers: what it is called is nothing to call a file.
        let path = leases.join(format!("{}.lock", &blake3::hash(account.0.as_bytes()).to_hex()[..32]));
        let failed = |error| StorageError::io(self.folder(), &path, error);
        make_folder(&leases).map_err(failed)?;
        // It is never deleted: whoever waits for it and whoever makes it anew would hold two.
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lease { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StorageError::AtWork { account: account.clone() }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
