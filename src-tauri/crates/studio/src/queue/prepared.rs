//! Files that were made ahead of the kit: each in a folder named by the key of its recipe, which is there
//! whole or not at all.
//!
//! `prepared/<key>/` holds `episode.mp4` and `made.json`. It is made as `prepared/making/<key>/` and gets
//! its name when both are on the disk. `prepared/making/<key>.lock` is held by whoever makes it.

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use publish::sync_file;
use serde::Serialize;
use series::{ClipFacts, Cuts, Decibels, Fingerprint, PictureWork, Recipe, Road, SoundWork, Trim};
use storage::make_folder;

use crate::{
    Problem, ProblemCode,
    making::{Clips, MadeFile},
};

/// Goes up whenever the same recipe would make another file than before.
const VERSION: u32 = 1;
/// What no draft needs any more is kept for so long: an undo may be undone.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
/// And for shorter when it is more than this many bytes.
const SPARE_BYTES: u64 = 20 * 1024 * 1024 * 1024;

const EPISODE: &str = "episode.mp4";
const MADE: &str = "made.json";

/// Names a recipe with the contents it is made of: equal for files that come out the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(String);

impl Key {
    /// The key of a recipe; none where a clip is missing.
    pub(crate) fn of(recipe: &Recipe, clips: &Clips) -> Option<Self> {
        #[derive(Serialize)]
        struct Part<'a>(&'a Fingerprint, Option<Trim>, Option<Decibels>);
        #[derive(Serialize)]
        struct Keyed<'a> {
            version: u32,
            parts: Vec<Part<'a>>,
            road: Road,
            cuts: Cuts,
            picture: PictureWork,
            sound: SoundWork,
        }
        let part = |part: &series::RecipePart| {
            Some(Part(&clips.get(&part.clip)?.facts.fingerprint, part.trim, part.gain))
        };
        let keyed = Keyed {
            version: VERSION,
            parts: recipe.parts.iter().map(part).collect::<Option<_>>()?,
            road: recipe.road,
            cuts: recipe.cuts,
            picture: recipe.picture,
            sound: recipe.sound,
        };
        Some(Self(blake3::hash(&serde_json::to_vec(&keyed).ok()?).to_hex().to_string()))
    }
}

/// The prepared files of a data folder. Everything here blocks.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    folder: PathBuf,
}

/// A prepared file.
#[derive(Debug, Clone)]
pub(crate) struct PreparedFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What is known of it.
    pub(crate) made: MadeFile,
}

/// A file in the making. Dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Making {
    folder: PathBuf,
    target: PathBuf,
    /// Let go when it is dropped, or when the process dies. None where the file system knows no locks.
    _locked: Option<File>,
}

impl Prepared {
    pub(crate) fn new(data: &Path) -> Self {
        Self { folder: data.join("prepared") }
    }

    /// Where everything prepared lies. It may not be there yet.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The key of a prepared file, if that is one.
    pub(crate) fn key_of(&self, file: &Path) -> Option<Key> {
        let folder = file.parent().filter(|folder| folder.parent() == Some(self.folder()))?;
        Some(Key(folder.file_name()?.to_str()?.to_owned()))
    }

    /// Where the file of a recipe lies, once it is made.
    pub(crate) fn path_of(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.0).join(EPISODE)
    }

    /// The file of a recipe, if it is there and as it was made.
    pub(crate) fn find(&self, key: &Key) -> Option<PreparedFile> {
        let folder = self.folder.join(&key.0);
        let made: MadeFile = serde_json::from_slice(&fs::read(folder.join(MADE)).ok()?).ok()?;
        let path = folder.join(EPISODE);
        is_as_made(&path, &made.facts).then_some(PreparedFile { path, made })
    }

    /// Puts the file of a recipe at `output`, if it is there and as it was made. None where it is not, or
    /// cannot be put there: then it is made.
    pub(crate) fn place(&self, key: &Key, output: &Path) -> Option<MadeFile> {
        let PreparedFile { path, made } = self.find(key)?;
        // What is delivered is what was proven: it was not written to since, nor was its time set back.
        let written = fs::metadata(&path).and_then(|file| file.modified()).ok()?;
        let written = written.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis();
        let as_made = i64::try_from(written) == Ok(made.facts.modified_ms)
            && media::fingerprint(&path).ok()? == made.facts.fingerprint;
        if !as_made {
            return None;
        }
        // The kit's file is the creator's: one that they write to is no longer as it was made.
        if fs::hard_link(&path, output).is_ok() || fs::copy(&path, output).is_ok() {
            return Some(made);
        }
        let _ = fs::remove_file(output);
        None
    }

    /// Begins the file of a recipe. None when somebody else is making it.
    ///
    /// # Errors
    /// `DiskFull` or `StoreUnwritable`.
    pub(crate) fn begin(&self, key: &Key) -> Result<Option<Making>, Problem> {
        let all = self.folder.join("making");
        let failed = |error: io::Error| unwritten(&all, &error);
        make_folder(&self.folder).and_then(|()| make_folder(&all)).map_err(failed)?;
        let lock = all.join(format!("{}.lock", key.0));
        let file = File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed)?;
        let locked = match file.try_lock() {
            Ok(()) => Some(file),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(_)) => None,
        };
        let folder = all.join(&key.0);
        let making = Making { target: self.folder.join(&key.0), folder, _locked: locked };
        // Left behind by one that died.
        let _ = fs::remove_dir_all(&making.folder);
        fs::create_dir(&making.folder).map_err(failed)?;
        Ok(Some(making))
    }

    /// Removes what makers that died left behind, and what none of `needed` names and nobody is likely to
    /// need again.
    pub(crate) fn sweep(&self, needed: &BTreeSet<Key>) {
        // What cannot be tidied is only in the way: nothing to stop for.
        for entry in entries(&self.folder.join("making")) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let key = Key(name.strip_suffix(".lock").unwrap_or(&name).to_owned());
            // Beginning it takes away what was left of it.
            let free = self.begin(&key).is_ok_and(|making| making.is_some());
            if free && !needed.contains(&key) {
                let _ = fs::remove_file(self.folder.join("making").join(format!("{}.lock", key.0)));
            }
        }
        let mut spare = Vec::new();
        for entry in entries(&self.folder) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if blake3::Hash::from_hex(&name).is_ok() && !needed.contains(&Key(name)) {
                let file = fs::metadata(entry.path().join(EPISODE));
                let (bytes, made) = match file.and_then(|file| Ok((file.len(), file.modified()?))) {
                    Ok(found) => found,
                    Err(_) => (0, SystemTime::UNIX_EPOCH),
                };
                spare.push((made, bytes, entry.path()));
            }
        }
        spare.sort();
        let mut bytes: u64 = spare.iter().map(|(_, bytes, _)| bytes).sum();
        for (made, size, folder) in spare {
            let old = made.elapsed().is_ok_and(|age| age > KEPT_FOR);
            if old || bytes > SPARE_BYTES {
                let _ = fs::remove_dir_all(folder);
                bytes -= size;
            }
        }
    }
}

impl Making {
    /// Where the file is to be made.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join(EPISODE)
    }

    /// Gives a file that was made its place. It is on disk when this returns.
    ///
    /// # Errors
    /// `DiskFull` or `StoreUnwritable`.
    pub(crate) fn finish(self, made: &MadeFile) -> Result<(), Problem> {
        let failed = |error: io::Error| unwritten(&self.folder, &error);
        sync_file(&self.path())?;
        let json = serde_json::to_vec_pretty(made).map_err(|error| Problem::unexpected(&error))?;
        let mut kept = File::create(self.folder.join(MADE)).map_err(failed)?;
        kept.write_all(&json).and_then(|()| kept.sync_all()).map_err(failed)?;
        drop(kept);
        // Damaged, or it would have been found.
        let _ = fs::remove_dir_all(&self.target);
        fs::rename(&self.folder, &self.target).map_err(failed)?;
        // Whether the name survives a power cut is the file system's: without it, it is made again.
        if let Some(all) = self.target.parent().filter(|_| cfg!(unix)) {
            let _ = File::open(all).and_then(|all| all.sync_all());
        }
        Ok(())
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        // Gone already where it was finished.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn entries(folder: &Path) -> Vec<fs::DirEntry> {
    fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or_default()
}

fn is_as_made(path: &Path, facts: &ClipFacts) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == facts.size_bytes)
}

/// Why something could not be written there.
pub(crate) fn unwritten(place: &Path, error: &io::Error) -> Problem {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ProblemCode::DiskFull,
        _ => ProblemCode::StoreUnwritable,
    };
    Problem::place(code, place).detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use series::{Decoded, Micros, Proof, samples};

    use super::*;

    fn made(bytes: &[u8]) -> MadeFile {
        let facts = ClipFacts { size_bytes: bytes.len() as u64, ..samples::clip(1).facts };
        let proof = Proof {
            frames: 1,
            copied: 1,
            first: Micros::ZERO,
            last: Micros::ZERO,
            seams: Vec::new(),
            duration: facts.duration,
            sound_offset: Micros::ZERO,
            decoded: Decoded::Nothing,
        };
        MadeFile { road: Road::Remux, facts, proof, detours: Vec::new() }
    }

    fn key(n: u8) -> Key {
        Key(blake3::hash(&[n]).to_hex().to_string())
    }

    fn prepare(prepared: &Prepared, key: &Key, bytes: &[u8]) {
        let making = prepared.begin(key).unwrap().unwrap();
        fs::write(making.path(), bytes).unwrap();
        assert!(prepared.find(key).is_none(), "it is not there before it is whole");
        making.finish(&made(bytes)).unwrap();
    }

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let data = tempfile::tempdir().unwrap();
        let prepared = Prepared::new(data.path());
        let making = prepared.begin(&key(1)).unwrap().unwrap();
        assert!(prepared.begin(&key(1)).unwrap().is_none(), "one makes it");
        fs::write(making.path(), "half").unwrap();
        drop(making);
        prepare(&prepared, &key(1), b"whole");
        let found = prepared.find(&key(1)).unwrap();
        assert_eq!((fs::read(&found.path).unwrap(), found.made), (b"whole".to_vec(), made(b"whole")));
        fs::write(&found.path, "longer than it was").unwrap();
        assert!(prepared.find(&key(1)).is_none());
        prepare(&prepared, &key(1), b"again");
        assert!(prepared.find(&key(1)).is_some());
    }

    #[test]
    fn what_nobody_needs_goes_after_a_day_and_what_was_left_half_made_at_once() {
        let data = tempfile::tempdir().unwrap();
        let prepared = Prepared::new(data.path());
        let set_time = |n: u8, age: Duration| {
            let path = prepared.folder.join(key(n).0).join(EPISODE);
            File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - age).unwrap();
        };
        for n in 1..=3 {
            prepare(&prepared, &key(n), b"whole");
        }
        set_time(1, 2 * KEPT_FOR);
        set_time(2, 2 * KEPT_FOR);
        let left = prepared.folder.join("making").join(&key(4).0);
        fs::create_dir(&left).unwrap();
        let making = prepared.begin(&key(5)).unwrap().unwrap();
        prepared.sweep(&BTreeSet::from([key(1)]));
        let there = |n| prepared.find(&key(n)).is_some();
        assert!(there(1) && !there(2) && there(3));
        assert!(!left.exists() && making.folder.exists(), "what is being made stays");
    }

    #[test]
    fn a_key_follows_what_decides_the_bytes_and_nothing_else() {
        let clip = samples::clip(1);
        let part = series::RecipePart { clip: clip.id, trim: None, gain: None };
        let recipe = Recipe {
            parts: vec![part],
            road: Road::Remux,
            cuts: Cuts::default(),
            picture: PictureWork::default(),
            sound: SoundWork::default(),
        };
        let clips = |clip: &series::Clip| Clips::from([(clip.id, std::sync::Arc::new(clip.clone()))]);
        let key = Key::of(&recipe, &clips(&clip));
        assert!(key.is_some());
        // The same content elsewhere and under another id.
        let mut moved = samples::clip(2);
        moved.path = "elsewhere".into();
        moved.facts = clip.facts.clone();
        let by_id = Recipe { parts: vec![series::RecipePart { clip: moved.id, ..part }], ..recipe.clone() };
        assert_eq!(Key::of(&by_id, &clips(&moved)), key);
        let louder = series::RecipePart { gain: Some(Decibels::new(10)), ..part };
        assert_ne!(Key::of(&Recipe { parts: vec![louder], ..recipe.clone() }, &clips(&clip)), key);
        moved.facts.fingerprint = Fingerprint::new("other");
        assert_ne!(Key::of(&by_id, &clips(&moved)), key);
        assert_eq!(Key::of(&recipe, &Clips::new()), None);
    }
}
