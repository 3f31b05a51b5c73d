//! Where secrets are: in the system's keychain; in a file or in memory only if somebody asked for that.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use series::Secret;

use crate::{Problem, ProblemCode, studio::blocking};

/// Where secrets are.
#[derive(Debug, Clone)]
pub(crate) enum Vault {
    /// In a file that only its owner can read. Somebody asked for it: a machine without a keychain.
    File(Arc<SecretFile>),
    /// Nowhere: for a rehearsal, whose secrets open nothing.
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
    /// A vault that is gone with the process.
    pub(crate) fn memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// A file of secrets.
    pub(crate) fn file(path: &Path) -> Self {
        Self::File(Arc::new(SecretFile { path: path.to_owned(), writing: Mutex::default() }))
    }

    /// Keeps a secret under a name, instead of what was there.
    pub(crate) async fn keep(&self, name: &str, secret: Secret) -> Result<(), Problem> {
        self.change(name, Some(secret)).await
    }

    /// Forgets what is kept under a name, if anything is.
    pub(crate) async fn forget(&self, name: &str) -> Result<(), Problem> {
        self.change(name, None).await
    }

    /// What is kept under a name.
    pub(crate) async fn find(&self, name: &str) -> Result<Option<Secret>, Problem> {
        match self {
            Self::Memory(all) => Ok(lock(all).get(name).cloned()),
            Self::File(file) => {
                let (file, name) = (Arc::clone(file), name.to_owned());
                blocking(move || Ok(file.read()?.get(&name).map(Secret::new))).await?
            }
        }
    }

    async fn change(&self, name: &str, secret: Option<Secret>) -> Result<(), Problem> {
        match self {
            Self::Memory(all) => {
                let mut all = lock(all);
                match secret {
                    Some(secret) => all.insert(name.to_owned(), secret),
                    None => all.remove(name),
                };
                Ok(())
            }
            Self::File(file) => {
                let (file, name) = (Arc::clone(file), name.to_owned());
                blocking(move || file.change(&name, secret.as_ref())).await?
            }
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
        let failed = |error: io::Error| {
            Problem::place(ProblemCode::StoreUnwritable, &self.path).detail(error.to_string())
        };
        let text = serde_json::to_vec(&all).map_err(|error| Problem::unexpected(&error))?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // A temporary file is its owner's alone, and so is what it becomes.
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&self.path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
