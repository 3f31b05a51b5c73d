//! The system's keychain: where tokens and keys are kept, and nowhere else.
//!
//! macOS has its Keychain, Windows its Credential Manager, everything else a Secret Service on the session
//! bus. Any of them may be missing, locked, or wait for a person: no call takes longer than the keychain's
//! patience, and each way to fail is told from the others. Nothing that is kept stands in an error.

mod in_order;
mod pieces;
mod system;

use std::{fs, path::Path, time::Duration};

use series::Secret;
use thiserror::Error;

use in_order::in_order;
use system::System;

/// How long the system's keychain may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the keychain did not do what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeychainError {
    /// There is no keychain: no session bus, no secret service, or it went away.
    #[error("there is no keychain: {detail}")]
    Absent {
        /// What the system says.
        detail: String,
    },
    /// It is locked, and nobody opened it; or it has no place to keep anything yet.
    #[error("the keychain is locked: {detail}")]
    Locked {
        /// What the system says.
        detail: String,
    },
    /// It refused, for another reason.
    #[error("the keychain refused: {detail}")]
    Refused {
        /// What the system says.
        detail: String,
    },
    /// It did not answer in time: perhaps it waits for a person. What was asked for may still be done.
    #[error("the keychain did not answer")]
    Silent,
    /// What it gave back is not what was kept.
    #[error("the keychain gave back something else than was kept")]
    Damaged,
}

/// The part of the system's keychain that belongs to one data folder.
///
/// All calls block, for no longer than its patience; async callers use a blocking thread. The calls of a
/// process are done one after the other, in the order in which they were made, even if somebody gave one
/// up. Of several processes, one at a time writes under a name: callers see to that.
#[derive(Debug, Clone)]
pub struct Keychain {
    service: String,
    patience: Duration,
}

impl Keychain {
    /// The keychain of a data folder. Two data folders do not see each other's secrets.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        // However the folder is written, it is the same one.
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let hash = blake3::hash(folder.as_os_str().as_encoded_bytes()).to_hex();
        Self { service: format!("showrunner-{}", &hash[..12]), patience: PATIENCE }
    }

    /// The same, with another patience than 5 s: longer where a person is there to open it.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// What is kept under a name, if anything is.
    ///
    /// # Errors
    /// As [`KeychainError`] says.
    pub fn get(&self, name: &str) -> Result<Option<Secret>, KeychainError> {
        self.ask(name, pieces::get)
    }

    /// Keeps a secret under a name, in place of the one before: whatever happens in between, one of the two
    /// is there, whole.
    ///
    /// # Errors
    /// As [`KeychainError`] says.
    pub fn set(&self, name: &str, secret: &Secret) -> Result<(), KeychainError> {
        let secret = secret.clone();
        self.ask(name, move |system, name| pieces::set(system, name, &secret))
    }

    /// Forgets what is kept under a name. Where nothing is kept, that is fine too.
    ///
    /// # Errors
    /// As [`KeychainError`] says.
    pub fn delete(&self, name: &str) -> Result<(), KeychainError> {
        self.ask(name, pieces::delete)
    }

    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&System, &str) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (system, name) = (System::new(&self.service), name.to_owned());
        in_order(self.patience, move || work(&system, &name)).unwrap_or(Err(KeychainError::Silent))
    }
}
