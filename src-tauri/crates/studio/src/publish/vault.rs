//! Where secrets are: in the system's keychain; in a file or in memory only if somebody asked for that.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use series::Secret;
use storage::Keychain;

use crate::{Problem, ProblemCode, studio::blocking};

/// How long the keychain may take: a person may have to type its password.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where secrets are.
#[derive(Debug, Clone)]
pub(crate) enum Vault {
    /// In the system's keychain.
    Keychain(Keychain),
    /// In a file that only its owner can read. Somebody asked for it: a machine without a keychain.
    File(Arc<SecretFile>),
    /// Nowhere: for a rehearsal, whose secrets open nothing, or because the creator chose so.
    Memory(Arc<Mutex<BTreeMap<String, Secret>>>),
}

/// A file of secrets.
#[derive(Debug)]
pub(crate) struct SecretFile {
    path: PathBuf,
    /// Held while it is read and written anew.
    writing: Mutex<()>,
}

impl Vault {
    /// The part of the system's keychain that belongs to a data folder. Nothing is asked of it yet.
    pub(crate) fn keychain(folder: &Path) -> Self {
        Self::Keychain(Keychain::of(folder).within(PATIENCE))
    }

    /// A vault that is gone with the process.
    pub(crate) fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// A file of secrets.
    pub(crate) fn file(path: &Path) -> Self {
        Self::File(Arc::new(SecretFile { path: path.to_owned(), writing: Mutex::default() }))
    }

    /// Is what it keeps there when the next process asks?
    pub(crate) const fn lasts(&self) -> bool {
        !matches!(self, Self::Memory(_))
    }

    /// What is kept under a name. Blocks.
    ///
    /// # Errors
    /// What the keychain or the file says.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Secret>, Problem> {
        match self {
            Self::Keychain(keychain) => Ok(keychain.get(name)?),
            Self::File(file) => Ok(file.read()?.get(name).map(Secret::new)),
            Self::Memory(all) => Ok(lock(all).get(name).cloned()),
        }
    }

    /// Keeps a secret under a name, instead of what was there; none: forgets it. Blocks, and lasts when it
    /// returns.
    ///
    /// # Errors
    /// What the keychain or the file says.
    pub(crate) fn set(&self, name: &str, secret: Option<&Secret>) -> Result<(), Problem> {
        match (self, secret) {
            (Self::Keychain(keychain), Some(secret)) => keychain.set(name, secret)?,
            (Self::Keychain(keychain), None) => keychain.delete(name)?,
            (Self::File(file), _) => file.change(name, secret)?,
            (Self::Memory(all), Some(secret)) => drop(lock(all).insert(name.to_owned(), secret.clone())),
            (Self::Memory(all), None) => drop(lock(all).remove(name)),
        }
        Ok(())
    }

    /// As [`Vault::set`], off the runtime's own threads.
    pub(crate) async fn keep(&self, name: &str, secret: Secret) -> Result<(), Problem> {
        let (vault, name) = (self.clone(), name.to_owned());
        blocking(move || vault.set(&name, Some(&secret))).await?
    }

    /// Forgets what is kept under a name, if anything is.
    pub(crate) async fn forget(&self, name: &str) -> Result<(), Problem> {
        let (vault, name) = (self.clone(), name.to_owned());
        blocking(move || vault.set(&name, None)).await?
    }

    /// As [`Vault::get`], off the runtime's own threads.
    pub(crate) async fn find(&self, name: &str) -> Result<Option<Secret>, Problem> {
        let (vault, name) = (self.clone(), name.to_owned());
        blocking(move || vault.get(&name)).await?
    }

    /// Sees that it keeps what it is given: before anything is asked for that could not be kept then.
    ///
    /// # Errors
    /// Why it does not.
    pub(crate) async fn proven(&self) -> Result<(), Problem> {
        // About as long as the longest that is kept, under a name of its own: others may prove it as well.
        let (name, proof) = (format!("proof/{}", uuid::Uuid::now_v7()), "proof".repeat(200));
        self.keep(&name, Secret::new(proof.as_str())).await?;
        let found = self.find(&name).await?;
        self.forget(&name).await?;
        match found {
            Some(found) if found.expose() == proof => Ok(()),
            _ => Err(storage::KeychainError::Damaged.into()),
        }
    }
}

impl SecretFile {
    fn read(&self) -> Result<BTreeMap<String, String>, Problem> {
        let failed = |detail: String| Problem::file(ProblemCode::FileUnreadable, &self.path).detail(detail);
        match fs::read(&self.path) {
            // What the file says is not repeated: it is secret.
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| failed(format!("line {}", error.line())))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn change(&self, name: &str, secret: Option<&Secret>) -> Result<(), Problem> {
        let _writing = lock(&self.writing);
        let failed = |error: io::Error| {
            Problem::place(ProblemCode::StoreUnwritable, &self.path).detail(error.to_string())
        };
        let _alone = self.alone().map_err(failed)?;
        let mut all = self.read()?;
        let changed = match secret {
            Some(secret) => {
                all.insert(name.to_owned(), secret.expose().to_owned()).as_deref() != Some(secret.expose())
            }
            None => all.remove(name).is_some(),
        };
        if !changed {
            return Ok(());
        }
        let text = serde_json::to_vec(&all).map_err(|error| Problem::unexpected(&error))?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // A temporary file is its owner's alone, and so is what it becomes.
        let folder = folder.unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        storage::sync_folder(folder).map_err(failed)
    }

    /// The right to write it, of all processes, until it is dropped.
    fn alone(&self) -> io::Result<File> {
        let mut path = OsString::from(&self.path);
        path.push(".lock");
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        file.lock()?;
        Ok(file)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_is_found_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        for (vault, lasts) in [(Vault::memory(), false), (Vault::file(&path), true)] {
            assert_eq!(vault.lasts(), lasts);
            vault.proven().await.unwrap();
            assert_eq!(vault.find("login").await.unwrap(), None);
            vault.keep("login", Secret::new("act.1")).await.unwrap();
            vault.keep("login", Secret::new("act.2")).await.unwrap();
            assert_eq!(vault.find("login").await.unwrap(), Some(Secret::new("act.2")));
            assert!(!format!("{vault:?}").contains("act."));
            vault.forget("login").await.unwrap();
            vault.forget("login").await.unwrap();
            assert_eq!(vault.find("login").await.unwrap(), None);
        }
    }

    #[test]
    fn two_that_write_one_file_lose_nothing_of_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        std::thread::scope(|scope| {
            for writer in ["a", "b"] {
                let vault = Vault::file(&path);
                scope.spawn(move || {
                    for number in 0..20 {
                        vault.set(&format!("{writer}{number}"), Some(&Secret::new("x"))).unwrap();
                    }
                });
            }
        });
        assert_eq!(SecretFile { path: path.clone(), writing: Mutex::default() }.read().unwrap().len(), 40);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_broken_is_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        fs::write(&path, "{\"login\": act.secret").unwrap();
        let problem = Vault::file(&path).get("login").unwrap_err();
        assert_eq!(problem.code, ProblemCode::FileUnreadable);
        assert!(!format!("{problem:?}").contains("act."), "{problem:?}");
    }
}
