//! Analyses by content: in memory those that were asked for, on the disk all that fit under a cap. What
//! is damaged, of another version or somebody else's counts as not there, and is made again.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use series::{Analyses, Analysis, Draft, Fingerprint, Uncuttable};
use storage::make_folder;

/// The first line of a file: its kind, its version, and the BLAKE3 of what follows, in hex. The version
/// goes up whenever reading a clip through would find something else than before.
const HEAD: &str = "showrunner-analysis 1 ";
/// How many bytes of analyses are kept: a thousand long clips.
const CAP_BYTES: u64 = 1024 * 1024 * 1024;

/// The analyses that are kept.
#[derive(Debug)]
pub(crate) struct KeptAnalyses {
    folder: PathBuf,
    known: Mutex<Analyses>,
}

/// The right to read a content through. Whoever else wants to waits until it is dropped, in this process
/// and in others.
#[derive(Debug)]
pub(crate) struct Claim {
    _locked: Option<File>,
}

impl KeptAnalyses {
    /// Those that are kept below a cache folder.
    pub(crate) fn new(cache: &Path) -> Self {
        Self { folder: cache.join("analysis"), known: Mutex::default() }
    }

    /// What is known of a content. Blocks on the file system until all of it is known: another process may
    /// have found the rest.
    pub(crate) fn get(&self, content: &Fingerprint) -> Option<Arc<Analysis>> {
        let known = self.known().get(content).cloned();
        if let Some(known) = known.as_ref().filter(|known| all_known(known)) {
            return Some(Arc::clone(known));
        }
        let Some(read) = self.path(content, "json").and_then(|path| read(&path)) else { return known };
        let all = Arc::new(joined(read, known.as_deref()));
        self.known().insert(content.clone(), Arc::clone(&all));
        Some(all)
    }

    /// What is known of a draft's clips. Blocks as [`Self::get`].
    pub(crate) fn of_draft(&self, draft: &Draft) -> Analyses {
        self.of(draft.clips.values().map(|clip| &clip.facts.fingerprint))
    }

    /// What is known of contents. Blocks as [`Self::get`].
    pub(crate) fn of<'a>(&self, contents: impl Iterator<Item = &'a Fingerprint>) -> Analyses {
        contents.filter_map(|content| Some((content.clone(), self.get(content)?))).collect()
    }

    /// Keeps what was found, over what was known: what is missing of it stays as it was. Blocks. That the
    /// disk refuses is no failure: it is known until the process ends.
    pub(crate) fn keep(&self, content: &Fingerprint, found: Analysis) -> Arc<Analysis> {
        let known = self.get(content);
        let known = known.as_deref().cloned().unwrap_or_default();
        let all =
            Arc::new(Analysis { index: found.index.or(known.index), sound: found.sound.or(known.sound) });
        self.known().insert(content.clone(), Arc::clone(&all));
        if let (Some(path), Ok(json)) = (self.path(content, "json"), serde_json::to_vec(&*all)) {
            let _ = self.write(&path, &sealed(&json));
        }
        all
    }

    /// The bytes of a content's waveform, if they are kept. Blocks.
    pub(crate) fn peaks(&self, content: &Fingerprint) -> Option<Vec<u8>> {
        unsealed(fs::read(self.path(content, "peaks")?).ok()?)
    }

    /// Is there a waveform of a content? Blocks.
    pub(crate) fn has_peaks(&self, content: &Fingerprint) -> bool {
        self.path(content, "peaks").is_some_and(|path| path.is_file())
    }

    /// Keeps the bytes of a content's waveform. Blocks. Says whether it could.
    pub(crate) fn keep_peaks(&self, content: &Fingerprint, peaks: &[u8]) -> bool {
        self.path(content, "peaks").is_some_and(|path| self.write(&path, &sealed(peaks)).is_ok())
    }

    /// The right to read a content through, if nobody else has it now. Where the file system knows no
    /// locks, or the folder cannot be written, it is given to everybody. Blocks a moment.
    pub(crate) fn claim(&self, content: &Fingerprint) -> Option<Claim> {
        let lock = || {
            self.make_folder().ok()?;
            let path = self.path(content, "lock")?;
            File::options().create(true).truncate(false).write(true).open(path).ok()
        };
        let Some(file) = lock() else { return Some(Claim { _locked: None }) };
        match file.try_lock() {
            Ok(()) => Some(Claim { _locked: Some(file) }),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(_)) => Some(Claim { _locked: None }),
        }
    }

    /// Removes the oldest until those that are left are few enough, and the locks nobody holds. Blocks.
    pub(crate) fn sweep(&self) {
        sweep(&self.folder, CAP_BYTES);
    }

    fn path(&self, content: &Fingerprint, kind: &str) -> Option<PathBuf> {
        // Only what can be the name of a hash becomes part of a path.
        let hex = blake3::Hash::from_hex(content.as_str()).ok()?.to_hex();
        Some(self.folder.join(format!("{hex}.{kind}")))
    }

    fn make_folder(&self) -> io::Result<()> {
        self.folder.parent().map_or(Ok(()), make_folder)?;
        make_folder(&self.folder)
    }

    /// The file is there whole or not at all, whatever happens meanwhile.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.make_folder()?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Fingerprint, Arc<Analysis>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Is there nothing more to find?
pub(crate) fn all_known(analysis: &Analysis) -> bool {
    analysis.index.is_some() && analysis.sound.is_some()
}

/// What was found, and what was known of the rest.
fn joined(found: Analysis, known: Option<&Analysis>) -> Analysis {
    let known = known.cloned().unwrap_or_default();
    Analysis { index: found.index.or(known.index), sound: found.sound.or(known.sound) }
}

fn read(path: &Path) -> Option<Analysis> {
    let mut found: Analysis = serde_json::from_slice(&unsealed(fs::read(path).ok()?)?).ok()?;
    // Another ffmpeg may be in use by now.
    found.index = found.index.filter(|index| index.uncuttable != Some(Uncuttable::Encoder));
    Some(found)
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut sealed = format!("{HEAD}{}\n", blake3::hash(bytes).to_hex()).into_bytes();
    sealed.extend_from_slice(bytes);
    sealed
}

fn unsealed(mut file: Vec<u8>) -> Option<Vec<u8>> {
    let end = file.iter().take(200).position(|byte| *byte == b'\n')?;
    let hash = file[..end].strip_prefix(HEAD.as_bytes())?;
    let hash = blake3::Hash::from_hex(hash).ok()?;
    let bytes = file.split_off(end + 1);
    (blake3::hash(&bytes) == hash).then_some(bytes)
}

fn sweep(folder: &Path, cap: u64) {
    // A cache that cannot be tidied is only large: nothing to stop for.
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut kept = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|kind| kind == "lock") {
            // Whoever takes a lock looks again at what is known: one that is taken away harms nobody.
            if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(&path);
            }
        } else if let Ok(meta) = entry.metadata()
            && let Ok(modified) = meta.modified()
        {
            kept.push((modified, meta.len(), path));
        }
    }
    kept.sort();
    let mut bytes: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, size, path) in kept {
        if bytes <= cap {
            return;
        }
        let _ = fs::remove_file(path);
        bytes -= size;
    }
}

#[cfg(test)]
mod tests {
    use series::{Decibels, PictureIndex, SoundAnalysis};

    use super::*;

    fn content(n: u8) -> Fingerprint {
        Fingerprint::new(blake3::hash(&[n]).to_hex().as_str())
    }

    fn loud(hundredths: i32) -> Analysis {
        let loudness = Some(Decibels::new(hundredths));
        Analysis { index: None, sound: Some(SoundAnalysis { loudness, ..SoundAnalysis::default() }) }
    }

    #[test]
    fn what_is_kept_is_found_again_and_grows_together() {
        let cache = tempfile::tempdir().unwrap();
        let kept = KeptAnalyses::new(cache.path());
        assert_eq!(kept.get(&content(1)), None);
        kept.keep(&content(1), loud(-1_600));
        let index = PictureIndex { frames: 7, ..PictureIndex::default() };
        kept.keep(&content(1), Analysis { index: Some(index.clone()), sound: None });
        assert!(kept.keep_peaks(&content(1), b"peaks"));
        let again = KeptAnalyses::new(cache.path());
        let found = again.get(&content(1)).unwrap();
        assert_eq!((found.index.as_ref(), &found.sound), (Some(&index), &loud(-1_600).sound));
        assert_eq!(again.peaks(&content(1)).as_deref(), Some(b"peaks".as_slice()));
        // What another process finds meanwhile is known as soon as it is asked for.
        assert_eq!(again.get(&content(2)), None);
        kept.keep(&content(2), Analysis { index: Some(index.clone()), sound: None });
        assert!(again.get(&content(2)).is_some_and(|found| found.sound.is_none()));
        kept.keep(&content(2), loud(-2_300));
        assert_eq!(again.get(&content(2)).unwrap().sound, loud(-2_300).sound);
        assert_eq!(again.get(&content(3)), None);
        assert_eq!(again.peaks(&Fingerprint::new("../../drafts")), None);
    }

    #[test]
    fn what_is_damaged_counts_as_not_there() {
        let cache = tempfile::tempdir().unwrap();
        KeptAnalyses::new(cache.path()).keep(&content(1), loud(-1_600));
        let path = cache.path().join("analysis").join(format!("{}.json", content(1).as_str()));
        let whole = fs::read(&path).unwrap();
        let found = || KeptAnalyses::new(cache.path()).get(&content(1));
        assert!(found().is_some());
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(found(), None, "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(found(), None, "cut at {at}");
        }
        fs::write(&path, sealed(b"{\"index\":3}")).unwrap();
        assert_eq!(found(), None);
    }

    #[test]
    fn one_at_a_time_reads_a_content_through() {
        let cache = tempfile::tempdir().unwrap();
        let (one, other) = (KeptAnalyses::new(cache.path()), KeptAnalyses::new(cache.path()));
        let claim = one.claim(&content(1));
        assert!(claim.is_some() && other.claim(&content(2)).is_some());
        assert!(one.claim(&content(1)).is_none() && other.claim(&content(1)).is_none());
        drop(claim);
        assert!(other.claim(&content(1)).is_some());
    }

    #[test]
    fn the_oldest_go_first() {
        let cache = tempfile::tempdir().unwrap();
        let kept = KeptAnalyses::new(cache.path());
        for n in 1..=3 {
            assert!(kept.keep_peaks(&content(n), &[n; 1000]));
            let path = kept.path(&content(n), "peaks").unwrap();
            let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(n));
            File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
        }
        drop(kept.claim(&content(1)));
        sweep(&kept.folder, 2_500);
        let left: Vec<_> = (1..=3).map(|n| kept.peaks(&content(n)).is_some()).collect();
        assert_eq!(left, [false, true, true]);
        assert!(!kept.path(&content(1), "lock").unwrap().exists());
    }
}
