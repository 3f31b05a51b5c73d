//! Stills: pictures of clips, made when asked for and kept by content, time and height.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use tokio::sync::{Mutex as Turn, Semaphore};

/// How many are made at once: each keeps a core busy.
const AT_ONCE: usize = 2;
/// How many bytes of them are kept, nearly: the oldest go at the start and after every [`SWEEP_EVERY`].
const CAP_BYTES: u64 = 512 * 1024 * 1024;
/// After so many new ones the oldest go. Scrubbing makes hundreds in a minute.
const SWEEP_EVERY: usize = 1_000;
/// What lay half made for so long was left by a process that ended.
const LEFT_BEHIND: Duration = Duration::from_secs(3600);

/// The kept stills, and those in the making.
#[derive(Debug)]
pub(crate) struct Stills {
    folder: PathBuf,
    makers: Semaphore,
    turns: Mutex<HashMap<String, Arc<Turn<()>>>>,
    /// How many were made since the start.
    made: AtomicUsize,
}

impl Stills {
    /// Stills kept in a folder, which is made.
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            makers: Semaphore::new(AT_ONCE),
            turns: Mutex::default(),
            made: AtomicUsize::new(0),
        })
    }

    /// Removes the oldest, in its own time, until those that are left are few enough.
    pub(crate) fn sweep(&self) {
        let folder = self.folder.clone();
        // A cache that cannot be tidied is only large: nothing to stop for.
        tokio::task::spawn_blocking(move || sweep(&folder, CAP_BYTES, SystemTime::now()));
    }

    /// The still of that name; if it is not kept yet, `make` writes it, whole or not at all, to the
    /// path it is given. Asked for twice at once it is made once.
    pub(crate) async fn get<E>(
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

    async fn make<E>(
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
        make(kept).await?;
        if (self.made.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(SWEEP_EVERY) {
            self.sweep();
        }
        Ok(())
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Turn<()>>>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the oldest stills until at most `cap` bytes are left, and what was left half made.
fn sweep(folder: &Path, cap: u64, now: SystemTime) -> io::Result<()> {
    let mut stills = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let Ok(facts) = entry.metadata() else { continue };
        let made = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "jpg") {
            stills.push((made, facts.len(), path));
        } else if now.duration_since(made).is_ok_and(|age| age > LEFT_BEHIND) {
            fs::remove_file(path)?;
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

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, fs::File, sync::atomic::Ordering::SeqCst};

    use tokio::{task::JoinSet, time::sleep};

    use super::*;

    #[tokio::test]
    async fn asked_for_at_once_it_is_made_once_and_two_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let stills = Arc::new(Stills::new(folder.path().join("stills")).unwrap());
        let counts: Arc<[AtomicUsize; 3]> = Arc::default();
        let mut asking = JoinSet::new();
        for number in 0..40 {
            let (stills, counts) = (Arc::clone(&stills), Arc::clone(&counts));
            asking.spawn(async move {
                let [made, now, most] = &*counts;
                let make = async |out: &Path| {
                    made.fetch_add(1, SeqCst);
                    most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                    sleep(Duration::from_millis(5)).await;
                    now.fetch_sub(1, SeqCst);
                    fs::write(out, b"a still").unwrap();
                    Ok::<_, Infallible>(())
                };
                stills.get(&format!("{}.jpg", number % 8), make).await.unwrap()
            });
        }
        for path in asking.join_all().await {
            assert_eq!(fs::read(path).unwrap(), b"a still");
        }
        assert_eq!(counts.each_ref().map(|count| count.load(SeqCst)), [8, 0, AT_ONCE]);
        assert!(stills.turns().is_empty());
    }

    #[tokio::test]
    async fn given_up_or_failed_it_is_made_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let stills = Arc::new(Stills::new(folder.path().to_owned()).unwrap());
        let slow = Arc::clone(&stills);
        let given_up = tokio::spawn(async move {
            slow.get("a.jpg", async |_| {
                sleep(Duration::from_secs(60)).await;
                Ok::<_, Infallible>(())
            })
            .await
        });
        tokio::task::yield_now().await;
        given_up.abort();
        assert!(given_up.await.unwrap_err().is_cancelled());
        assert_eq!(stills.get("a.jpg", async |_| Err("failed")).await, Err("failed"));
        let made = stills.get("a.jpg", async |out| fs::write(out, b"made")).await.unwrap();
        assert_eq!(fs::read(made).unwrap(), b"made");
        assert!(stills.turns().is_empty());
    }

    #[test]
    fn the_oldest_go_first_and_only_as_many_as_must() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let put = |name: &str, age: u64, bytes: usize| {
            let path = folder.path().join(name);
            fs::write(&path, vec![0; bytes]).unwrap();
            File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(now - Duration::from_secs(age))
                .unwrap();
        };
        for (name, age) in [("a.jpg", 10), ("b.jpg", 40), ("c.jpg", 30), ("d.jpg", 20)] {
            put(name, age, 100);
        }
        put(".half", 3_500, 1_000);
        put(".left", 3_700, 1_000);
        let left = || {
            let mut names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            names.sort();
            names
        };
        sweep(folder.path(), 400, now).unwrap();
        assert_eq!(left(), [".half", "a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
        sweep(folder.path(), 399, now).unwrap();
        assert_eq!(left(), [".half", "a.jpg", "c.jpg", "d.jpg"]);
        sweep(folder.path(), 199, now).unwrap();
        assert_eq!(left(), [".half", "a.jpg"]);
    }
}
