//! The entries of the system's own keychain.

use keyring::{Entry, Error};

use super::{KeychainError, pieces::Entries};

/// The entries of one service.
pub(super) struct System {
    service: String,
}

impl System {
    pub(super) fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    /// Does something with an entry; a keychain that went away and came back is asked once more. Everything
    /// that is done is the same done twice.
    fn with<T>(
        &self,
        name: &str,
        work: impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<Option<T>, KeychainError> {
        let mut done = Entry::new(&self.service, name).and_then(|entry| work(&entry));
        if matches!(done, Err(Error::PlatformFailure(_) | Error::NoDefaultStore)) {
            reach_again()?;
            done = again(&self.service, name).and_then(|entry| work(&entry));
        }
        match done {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }
}

impl Entries for System {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, KeychainError> {
        self.with(name, Entry::get_secret)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), KeychainError> {
        self.with(name, |entry| entry.set_secret(bytes)).map(|_| ())
    }

    fn remove(&self, name: &str) -> Result<(), KeychainError> {
        self.with(name, Entry::delete_credential).map(|_| ())
    }
}

/// The crate connects to the session bus once: what was not there then, or is another one now, is reached
/// anew.
#[cfg(all(unix, not(target_os = "macos")))]
fn reach_again() -> Result<(), KeychainError> {
    let store = zbus_secret_service_keyring_store::Store::new()
        .map_err(|error| KeychainError::Absent { detail: error.to_string() })?;
    keyring_core::set_default_store(store);
    Ok(())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn again(service: &str, name: &str) -> Result<Entry, Error> {
    Ok(Entry { inner: keyring_core::Entry::new(service, name)? })
}

/// There is nothing to connect to: the keychain is part of the system.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn reach_again() -> Result<(), KeychainError> {
    match Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(KeychainError::Absent { detail: error.to_string() }),
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn again(service: &str, name: &str) -> Result<Entry, Error> {
    Entry::new(service, name)
}

/// What an error means. Two of them hold what was kept: no word of theirs goes on.
fn told(error: &Error) -> KeychainError {
    match error {
        Error::NoStorageAccess(_) => KeychainError::Locked { detail: error.to_string() },
        Error::BadEncoding(_) | Error::BadDataFormat(..) => KeychainError::Damaged,
        Error::NoDefaultStore => KeychainError::Absent { detail: error.to_string() },
        _ => KeychainError::Refused { detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_kept_stands_in_an_error() {
        for error in [
            Error::BadEncoding(b"act.secret".to_vec()),
            Error::BadDataFormat(b"act.secret".to_vec(), "bad".into()),
        ] {
            assert_eq!(told(&error), KeychainError::Damaged);
        }
        let locked = told(&Error::NoStorageAccess("prompt dismissed".into()));
        assert!(locked.to_string().ends_with("prompt dismissed"), "{locked}");
        assert!(matches!(told(&Error::TooLong("user".into(), 9)), KeychainError::Refused { .. }));
    }
}
