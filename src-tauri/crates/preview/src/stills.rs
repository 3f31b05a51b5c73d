//! Stills: pictures of clips, made when asked for and kept by content, time and height.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use tokio::sync::{Mutex as Turn, Semaphore};

/// How many are made at once: each keeps a core busy.
const AT_ONCE: usize = 2;
/// How many bytes of them are kept from one start to the next.
pub(crate) const CAP_BYTES: u64 = 512 * 1024 * 1024;
/// What lay half made for so long was left by a process that ended.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// The kept stills, and those in the making.
#[derive(Debug)]
pub(crate) struct Stills {
    folder: PathBuf,
    makers: Semaphore,
    turns: Mutex<HashMap<String, Arc<Turn<()>>>>,
}

impl Stills {
    /// Stills kept in a folder, which is made.
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, makers: Semaphore::new(AT_ONCE), turns: Mutex::default() })
    }

    /// Where the stills lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The still of that name; `make` writes it to the path it is given, if it is not kept yet.
    /// Asked for twice at once it is made once.
    pub(crate) async fn get<E: From<io::Error>>(
        &self,
        name: &str,
        make: impl AsyncFnOnce(&Path) -> Result<(), E>,
    ) -> Result<PathBuf, E> {
        let kept = self.folder.join(name);
        if kept.is_file() {
            return Ok(kept);
        }
        let turn = Arc::clone(self.turns().entry(name.to_owned()).or_default());
        let made = self.make(&kept, &turn, make).await;
        drop(turn);
        // Whoever is last to leave takes the turn away.
        self.turns().retain(|_, turn| Arc::strong_count(turn) > 1);
        made.map(|()| kept)
    }

    async fn make<E: From<io::Error>>(
        &self,
        kept: &Path,
        turn: &Turn<()>,
        make: impl AsyncFnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let _turn = turn.lock().await;
        if kept.is_file() {
            return Ok(());
        }
        let _maker = self.makers.acquire().await.expect("the semaphore is never closed");
        // In a folder of its own, which goes with everything in it when the request is given up.
        let half = tempfile::tempdir_in(&self.folder)?;
        let out = half.path().join("still.jpg");
        make(&out).await?;
        Ok(fs::rename(out, kept)?)
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Turn<()>>>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the oldest stills until at most `cap` bytes are left, and what was left half made.
pub(crate) fn sweep(folder: &Path, cap: u64, now: SystemTime) -> io::Result<()> {
    let mut stills = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let Ok(facts) = entry.metadata() else { continue };
        let made = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        if facts.is_file() {
            stills.push((made, facts.len(), entry.path()));
        } else if now.duration_since(made).is_ok_and(|age| age > LEFT_BEHIND) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    stills.sort();
    let mut kept: u64 = stills.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in stills {
        if kept <= cap {
            break;
        }
        fs::remove_file(path)?;
        kept -= size;
    }
    Ok(())
}
