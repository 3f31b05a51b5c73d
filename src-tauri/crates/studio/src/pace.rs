//! How fast this machine works: measured once, learned from every file that is made, kept in the cache.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use series::{Micros, Pace};

/// How much of a surprise is believed. Of a file that takes twice as long as foretold, the next of its
/// kind is foretold to take 1.6 times as long.
const BELIEF: f64 = 0.7;
/// No file is believed to be further off than this many times: the machine slept, perhaps.
const SURPRISE_MAX: f64 = 8.0;

/// What making a file takes of each kind of work, in this machine's time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Toil {
    /// Bytes copied.
    pub(crate) bytes: u64,
    /// Pixels encoded.
    pub(crate) pixels: u64,
    /// Sound encoded.
    pub(crate) sound: Micros,
}

/// The pace that was learned so far.
#[derive(Debug)]
pub(crate) struct LearnedPace {
    path: PathBuf,
    pace: Mutex<Option<Pace>>,
}

impl LearnedPace {
    /// What was learned before, as kept below a cache folder.
    pub(crate) fn read(cache: &Path) -> Self {
        let path = cache.join("pace.json");
        let kept = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { path, pace: Mutex::new(kept.map(sane)) }
    }

    /// What is known of it, if anything is.
    pub(crate) fn known(&self) -> Option<Pace> {
        *self.lock()
    }

    /// Takes a pace that was measured, unless something better was learned meanwhile.
    pub(crate) fn measured(&self, pace: Pace) {
        let mut known = self.lock();
        if known.is_none() {
            self.keep(known.insert(sane(pace)));
        }
    }

    /// Learns from a file that was made: what it took of each kind of work, and how long.
    pub(crate) fn learn(&self, toil: &Toil, took: Duration) {
        let mut known = self.lock();
        let before = known.unwrap_or_default();
        self.keep(known.insert(sane(learned(before, toil, took))));
    }

    /// Kept whole or not at all. A pace that cannot be kept is learned again.
    fn keep(&self, pace: &Pace) {
        let write = || -> Option<()> {
            let folder = self.path.parent()?;
            storage::make_folder(folder).ok()?;
            let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
            file.write_all(&serde_json::to_vec(pace).ok()?).ok()?;
            file.persist(&self.path).ok()?;
            Some(())
        };
        let _ = write();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Pace>> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pace after a surprise: every kind of work takes its share of it.
fn learned(pace: Pace, toil: &Toil, took: Duration) -> Pace {
    let micros = |amount: u64, a_second: u64| amount as f64 * 1e6 / a_second.max(1) as f64;
    let file = pace.file.get().max(1) as f64;
    let copy = micros(toil.bytes, pace.copy);
    let encode = micros(toil.pixels, pace.encode);
    let sound = micros(u64::try_from(toil.sound.get()).unwrap_or(0), pace.sound);
    let foretold = file + copy + encode + sound;
    let surprise = (took.as_micros() as f64 / foretold).clamp(1.0 / SURPRISE_MAX, SURPRISE_MAX);
    let slower = |share: f64| surprise.powf(BELIEF * share / foretold);
    Pace {
        copy: (pace.copy as f64 / slower(copy)) as u64,
        encode: (pace.encode as f64 / slower(encode)) as u64,
        sound: (pace.sound as f64 / slower(sound)) as u64,
        file: Micros::new((file * slower(file)) as i64),
    }
}

/// A pace that a machine can have, whatever a file or a broken clock says.
fn sane(pace: Pace) -> Pace {
    Pace {
        copy: pace.copy.clamp(1_000_000, 100_000_000_000),
        encode: pace.encode.clamp(100_000, 100_000_000_000),
        sound: pace.sound.clamp(100_000, 100_000_000_000),
        file: pace.file.clamp(Micros::from_millis(10), Micros::from_secs(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_learned_from_what_was_made_and_kept() {
        let cache = tempfile::tempdir().unwrap();
        let pace = LearnedPace::read(cache.path());
        assert_eq!(pace.known(), None);
        let real =
            Pace { copy: 200_000_000, encode: 20_000_000, sound: 90_000_000, file: Micros::from_millis(250) };
        let toils = [
            Toil { bytes: 1_000_000_000, ..Toil::default() },
            Toil { pixels: 1_000_000_000, bytes: 0, sound: Micros::from_secs(100) },
            Toil::default(),
            Toil { bytes: 300_000_000, sound: Micros::from_secs(1200), ..Toil::default() },
        ];
        let takes = |pace: &Pace, toil: &Toil| {
            pace.file.get() as f64 / 1e6
                + toil.bytes as f64 / pace.copy as f64
                + toil.pixels as f64 / pace.encode as f64
                + toil.sound.get() as f64 / pace.sound as f64
        };
        for _ in 0..8 {
            for toil in &toils {
                pace.learn(toil, Duration::from_secs_f64(takes(&real, toil)));
            }
        }
        let again = LearnedPace::read(cache.path()).known().unwrap();
        assert_eq!(Some(again), pace.known());
        for toil in &toils {
            let ratio = takes(&again, toil) / takes(&real, toil);
            assert!((0.9..1.1).contains(&ratio), "{toil:?}: {ratio}");
        }
    }

    #[test]
    fn nothing_that_is_kept_makes_a_pace_no_machine_has() {
        let cache = tempfile::tempdir().unwrap();
        for text in ["", "{}", "[", r#"{"copy":0,"encode":0,"sound":0,"file":-5}"#] {
            fs::write(cache.path().join("pace.json"), text).unwrap();
            if let Some(pace) = LearnedPace::read(cache.path()).known() {
                assert!(pace.copy > 0 && pace.encode > 0 && pace.sound > 0 && pace.file > Micros::ZERO);
            }
        }
        let pace = LearnedPace::read(cache.path());
        pace.learn(&Toil { bytes: u64::MAX, pixels: u64::MAX, sound: Micros::new(-1) }, Duration::ZERO);
        pace.learn(&Toil::default(), Duration::MAX);
        assert!(pace.known().unwrap().file <= Micros::from_secs(60));
    }
}
