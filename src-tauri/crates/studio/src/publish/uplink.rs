//! How fast files leave this machine, for each place they go to: learned from every chunk, kept in the
//! cache. An address for an upload holds for an hour: what cannot be sent in that is not begun.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use series::{Limit, Message, Micros, Rules, Value, sending_ms};

/// Ten megabits a second: what is assumed of a way that nothing was sent on yet.
const ASSUMED: u64 = 1_250_000;
/// Less than this says little of a way.
const TELLING: u64 = 1_000_000;

/// The paces that were learned so far, in bytes a second.
#[derive(Debug)]
pub(crate) struct Uplink {
    path: PathBuf,
    known: Mutex<BTreeMap<String, u64>>,
}

impl Uplink {
    /// What was learned before, as kept below a cache folder.
    pub(crate) fn read(cache: &Path) -> Self {
        let path = cache.join("uplink.json");
        let kept = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { path, known: Mutex::new(kept.unwrap_or_default()) }
    }

    /// The pace to a place, in bytes a second.
    pub(crate) fn pace(&self, place: &str) -> u64 {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(place).copied().unwrap_or(ASSUMED).max(1)
    }

    /// Learns from bytes that were sent there. The last ones count for a quarter.
    pub(crate) fn learn(&self, place: &str, bytes: u64, took: Duration) {
        if bytes < TELLING || took.is_zero() {
            return;
        }
        let seen = u64::try_from(u128::from(bytes) * 1_000_000 / took.as_micros().max(1)).unwrap_or(u64::MAX);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.get(place).copied();
        let pace = before.map_or(seen, |before| before - before / 4 + seen / 4).max(1);
        known.insert(place.to_owned(), pace);
        // What changes little is not worth a file.
        if before.is_none_or(|before| before.abs_diff(pace) > before / 20) {
            self.keep(&known);
        }
    }

    /// Kept whole or not at all. A pace that cannot be kept is learned again.
    fn keep(&self, known: &BTreeMap<String, u64>) {
        let write = || -> Option<()> {
            let folder = self.path.parent()?;
            fs::create_dir_all(folder).ok()?;
            let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
            file.write_all(&serde_json::to_vec(known).ok()?).ok()?;
            file.persist(&self.path).ok()?;
            Some(())
        };
        let _ = write();
    }
}

/// Can a file be sent while its address holds?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Window {
    /// Yes.
    Fits,
    /// Nearly too slow: over five sixths of the time.
    Tight(Message),
    /// No.
    Over(Message),
}

impl Window {
    /// Of a file of so many bytes at a pace in bytes a second. Where the rule is off, every file can.
    pub(crate) fn of(rules: &Rules, bytes: u64, pace: u64) -> Self {
        let Some(Limit::Time(most)) = rules.limit("api.upload_url.ttl_s") else { return Self::Fits };
        let takes = Micros::from_millis(sending_ms(bytes, pace));
        let says = |key: &str| {
            // To the second: more would pretend to know.
            let whole = Micros::from_secs(takes.get().div_euclid(1_000_000));
            Message::new(key)
                .with("time", Value::Time(whole))
                .with("most", Value::Time(*most))
                .with("pace", Value::Bytes(pace))
        };
        if takes >= *most {
            Self::Over(says("send.too_slow"))
        } else if takes.get() / 5 > most.get() / 6 {
            Self::Tight(says("send.tight"))
        } else {
            Self::Fits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_learned_for_each_place_and_kept() {
        let cache = tempfile::tempdir().unwrap();
        let uplink = Uplink::read(cache.path());
        assert_eq!(uplink.pace("tiktok"), ASSUMED);
        uplink.learn("tiktok", 10_000_000, Duration::from_secs(5));
        assert_eq!(uplink.pace("tiktok"), 2_000_000);
        uplink.learn("tiktok", 10_000_000, Duration::from_secs(1));
        assert_eq!(uplink.pace("tiktok"), 4_000_000);
        uplink.learn("tiktok", 999_999, Duration::from_millis(1));
        uplink.learn("tiktok", 10_000_000, Duration::ZERO);
        let again = Uplink::read(cache.path());
        assert_eq!((again.pace("tiktok"), again.pace("elsewhere")), (4_000_000, ASSUMED));
        fs::write(cache.path().join("uplink.json"), r#"{"tiktok":0}"#).unwrap();
        assert_eq!(Uplink::read(cache.path()).pace("tiktok"), 1);
    }

    #[test]
    fn what_takes_over_fifty_minutes_is_told_and_an_hour_is_too_much() {
        let rules = crate::rules::RuleBook::read(Path::new("nowhere")).rules;
        let window = |seconds: u64, more: u64| Window::of(&rules, seconds * 1_000_000 + more, 1_000_000);
        assert_eq!(window(3_000, 0), Window::Fits);
        assert!(matches!(window(3_000, 1_000_000), Window::Tight(_)));
        assert!(matches!(window(3_599, 999_000), Window::Tight(_)));
        assert!(matches!(window(3_600, 0), Window::Over(_)));
    }
}
