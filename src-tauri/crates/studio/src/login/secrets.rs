//! Where secrets are kept, and the creator's choice where there is no keychain.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use publish::tiktok::AppKeys;
use storage::Store;

use super::Accounts;
use crate::{KeychainState, Problem, ProblemCode, Studio, publish::Vault};

/// The name of an entry that nobody writes: asking for it tells whether the keychain answers.
const NOTHING: &str = "nothing";

/// What a studio holds of logins.
#[derive(Debug)]
pub(crate) struct Logins {
    vault: RwLock<Vault>,
    /// The accounts, with what may be shown of them.
    pub(crate) accounts: Arc<Accounts>,
    /// App keys that were handed in for as long as this process lives, by server.
    pub(super) handed: Mutex<BTreeMap<Option<String>, AppKeys>>,
}

impl Logins {
    /// Those of a data folder. Nothing is asked of the keychain yet.
    pub(crate) fn of(folder: &Path, store: Arc<Store>) -> Self {
        Self {
            vault: RwLock::new(Vault::keychain(folder)),
            accounts: Arc::new(Accounts::new(store)),
            handed: Mutex::default(),
        }
    }
}

impl Studio {
    /// Where secrets are kept now.
    pub(crate) fn vault(&self) -> Vault {
        self.logins.vault.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Does the keychain answer? It is only read: that it keeps what it is given is seen to when there is
    /// something to keep.
    pub async fn keychain(&self) -> KeychainState {
        let vault = self.vault();
        if !vault.lasts() {
            return KeychainState::ForThisSession;
        }
        match vault.find(NOTHING).await {
            Ok(_) => KeychainState::Ready,
            Err(problem) => {
                let why = problem.detail.unwrap_or_default();
                match problem.code {
                    ProblemCode::KeychainAbsent => KeychainState::Absent { why },
                    ProblemCode::KeychainLocked => KeychainState::Locked { why },
                    _ => KeychainState::Failing { why },
                }
            }
        }
    }

    /// The creator chooses, where there is no keychain: secrets are kept until this process ends, or (not
    /// `session`) in the keychain after all. What is kept where stays there.
    pub fn keep_secrets(&self, session: bool) {
        let vault = if session { Vault::memory() } else { Vault::keychain(&self.data) };
        self.take_vault(vault);
    }

    /// Secrets are kept in that file, which only its owner can read: somebody asked for it.
    pub fn keep_secrets_in(&self, file: &Path) {
        self.take_vault(Vault::file(file));
    }

    fn take_vault(&self, vault: Vault) {
        *self.logins.vault.write().unwrap_or_else(PoisonError::into_inner) = vault;
    }
}

impl From<storage::KeychainError> for Problem {
    fn from(error: storage::KeychainError) -> Self {
        use storage::KeychainError as Error;
        let code = match &error {
            Error::Absent { .. } => ProblemCode::KeychainAbsent,
            Error::Locked { .. } | Error::Silent => ProblemCode::KeychainLocked,
            Error::Refused { .. } | Error::Damaged => ProblemCode::KeychainFailed,
        };
        Self::new(code).detail(error.to_string())
    }
}
