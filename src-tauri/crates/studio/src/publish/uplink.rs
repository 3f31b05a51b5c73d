//! How fast files leave this machine, for each place they go to: learned from every chunk, kept in the
//! cache. An address for an upload holds for an hour: what cannot be sent in that, as it was measured lately,
//! is not begun before that was told. Machines move: an older measure only warns.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use series::{Limit, Message, Micros, Rules, Value, sending_ms};

/// Ten megabits a second: what is assumed of a way that nothing was sent on yet.
const ASSUMED: u64 = 1_250_000;
/// Less than this says little of a way.
const TELLING: u64 = 1_000_000;

/// For so long a measure says how it is, and not how it was.
const FRESH_MS: i64 = 60 * 60 * 1_000;

/// The paces that were learned so far.
#[derive(Debug)]
pub(crate) struct Uplink {
    path: PathBuf,
    known: Mutex<BTreeMap<String, Measure>>,
}

/// What was measured on the way to a place.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Measure {
    /// Bytes a second.
    pace: u64,
    /// When it was measured last, in milliseconds since 1970; none once somebody doubts it.
    at_ms: Option<i64>,
}

/// How fast files leave for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// Bytes a second, one at least.
    pub(crate) bytes: u64,
    /// Was it measured lately? Else it was once, or is only assumed.
    pub(crate) is_fresh: bool,
}

impl Uplink {
    /// What was learned before, as kept below a cache folder.
    pub(crate) fn read(cache: &Path) -> Self {
        let path = cache.join("uplink.json");
        let kept = fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        Self { path, known: Mutex::new(kept.unwrap_or_default()) }
    }

    /// The pace to a place.
    pub(crate) fn pace(&self, place: &str, now_ms: i64) -> Pace {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(place) {
            Some(measure) => Pace { bytes: measure.pace.max(1), is_fresh: measure.is_fresh(now_ms) },
            None => Pace { bytes: ASSUMED, is_fresh: false },
        }
    }

    /// Learns from bytes that were sent there. The last ones count for a quarter of what was measured lately.
    pub(crate) fn learn(&self, place: &str, bytes: u64, took: Duration, now_ms: i64) {
        if bytes < TELLING || took.is_zero() {
            return;
        }
        let seen = u64::try_from(u128::from(bytes) * 1_000_000 / took.as_micros().max(1)).unwrap_or(u64::MAX);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.get(place).filter(|measure| measure.is_fresh(now_ms)).copied();
        let pace = before.map_or(seen, |before| before.pace - before.pace / 4 + seen / 4).max(1);
        // What changes little is not worth a file, as long as that one is new enough.
        let kept = before.filter(|before| before.pace.abs_diff(pace) <= before.pace / 20);
        let kept_ms = kept.and_then(|before| before.at_ms).filter(|at_ms| now_ms - at_ms < FRESH_MS / 4);
        known.insert(place.to_owned(), Measure { pace, at_ms: Some(kept_ms.unwrap_or(now_ms)) });
        if kept_ms.is_none() {
            self.keep(&known);
        }
    }

    /// What was measured there is no longer believed: it was told of, and whoever goes on all the same measures
    /// anew.
    pub(crate) fn doubt(&self, place: &str) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(measure) = known.get_mut(place) {
            measure.at_ms = None;
            self.keep(&known);
        }
    }

    /// Kept whole or not at all. A pace that cannot be kept is learned again.
    fn keep(&self, known: &BTreeMap<String, Measure>) {
        let write = || -> Option<()> {
            let folder = self.path.parent()?;
            storage::make_folder(folder).ok()?;
            let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
            file.write_all(&serde_json::to_vec(known).ok()?).ok()?;
            file.persist(&self.path).ok()?;
            Some(())
        };
        let _ = write();
    }
}

impl Measure {
    fn is_fresh(&self, now_ms: i64) -> bool {
        // A clock that was set back says nothing.
        self.at_ms.is_some_and(|at_ms| (0..FRESH_MS).contains(&now_ms.saturating_sub(at_ms)))
    }
}

/// Can a file be sent while its address holds?
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Window {
    /// Yes.
    Fits,
    /// Nearly too slow: over five sixths of the time. Or too slow, as it was measured long ago or is assumed.
    Tight(Message),
    /// No, as it was measured lately.
    Over(Message),
}

impl Window {
    /// Of a file of so many bytes at a pace in bytes a second. Where the rule is off, every file can.
    pub(crate) fn of(rules: &Rules, bytes: u64, pace: Pace) -> Self {
        let Some(Limit::Time(most)) = rules.limit("api.upload_url.ttl_s") else { return Self::Fits };
        let takes = Micros::from_millis(sending_ms(bytes, pace.bytes));
        let says = |key: &str| {
            // To the second: more would pretend to know.
            let whole = Micros::from_secs(takes.get().div_euclid(1_000_000));
            Message::new(key)
                .with("time", Value::Time(whole))
                .with("most", Value::Time(*most))
                .with("pace", Value::Bytes(pace.bytes))
        };
        if takes >= *most {
            if pace.is_fresh { Self::Over(says("send.too_slow")) } else { Self::Tight(says("send.was_slow")) }
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

    fn paces(uplink: &Uplink, now_ms: i64) -> (u64, bool) {
        let Pace { bytes, is_fresh } = uplink.pace("tiktok", now_ms);
        (bytes, is_fresh)
    }

    #[test]
    fn a_pace_is_learned_for_each_place_and_kept() {
        let cache = tempfile::tempdir().unwrap();
        let uplink = Uplink::read(cache.path());
        assert_eq!(paces(&uplink, 0), (ASSUMED, false));
        uplink.learn("tiktok", 10_000_000, Duration::from_secs(5), 0);
        assert_eq!(paces(&uplink, 0), (2_000_000, true));
        uplink.learn("tiktok", 10_000_000, Duration::from_secs(1), 0);
        assert_eq!(paces(&uplink, 0), (4_000_000, true));
        uplink.learn("tiktok", 999_999, Duration::from_millis(1), 0);
        uplink.learn("tiktok", 10_000_000, Duration::ZERO, 0);
        let again = Uplink::read(cache.path());
        assert_eq!((paces(&again, 0), again.pace("elsewhere", 0).bytes), ((4_000_000, true), ASSUMED));
        // As an earlier version kept it, and as a broken disk might.
        for text in [r#"{"tiktok":0}"#, r#"{"tiktok":{"pace":0,"at_ms":null}}"#] {
            fs::write(cache.path().join("uplink.json"), text).unwrap();
            let pace = Uplink::read(cache.path()).pace("tiktok", 0);
            assert!(pace.bytes > 0 && !pace.is_fresh, "{text}");
        }
    }

    #[test]
    fn what_was_measured_an_hour_ago_is_measured_anew() {
        let cache = tempfile::tempdir().unwrap();
        let uplink = Uplink::read(cache.path());
        uplink.learn("tiktok", 1_000_000, Duration::from_secs(50), 5);
        assert_eq!(paces(&uplink, 4), (20_000, false), "the clock was set back");
        assert_eq!(paces(&uplink, FRESH_MS + 4), (20_000, true));
        assert_eq!(paces(&uplink, FRESH_MS + 5), (20_000, false));
        // What is measured over and over stays fresh, though little of it is kept.
        for minute in 1..=90 {
            uplink.learn("tiktok", 1_000_000, Duration::from_secs(50), minute * 60_000);
        }
        let later = 91 * 60_000;
        assert_eq!(
            (paces(&uplink, later), paces(&Uplink::read(cache.path()), later)),
            ((20_000, true), (20_000, true))
        );
        // An old one counts for nothing.
        uplink.learn("tiktok", 10_000_000, Duration::from_secs(1), 91 * 60_000 + FRESH_MS);
        assert_eq!(paces(&uplink, 91 * 60_000 + FRESH_MS), (10_000_000, true));
    }

    #[test]
    fn what_was_told_of_is_no_longer_believed_and_measured_anew() {
        let cache = tempfile::tempdir().unwrap();
        let uplink = Uplink::read(cache.path());
        uplink.doubt("tiktok");
        uplink.learn("tiktok", 1_000_000, Duration::from_secs(50), 5);
        uplink.doubt("tiktok");
        assert_eq!(
            (paces(&uplink, 5), paces(&Uplink::read(cache.path()), 5)),
            ((20_000, false), (20_000, false))
        );
        uplink.learn("tiktok", 1_000_000, Duration::from_secs(1), 6);
        assert_eq!(paces(&uplink, 6), (1_000_000, true));
    }

    #[test]
    fn what_takes_over_fifty_minutes_is_told_and_an_hour_is_too_much() {
        let rules = crate::rules::RuleBook::read(Path::new("nowhere")).rules;
        let window = |seconds: u64, more: u64, is_fresh| {
            Window::of(&rules, seconds * 1_000_000 + more, Pace { bytes: 1_000_000, is_fresh })
        };
        let key = |window| match window {
            Window::Fits => "fits".to_owned(),
            Window::Tight(why) => format!("tight: {}", why.key),
            Window::Over(why) => format!("over: {}", why.key),
        };
        for is_fresh in [true, false] {
            assert_eq!(window(3_000, 0, is_fresh), Window::Fits);
            assert_eq!(key(window(3_000, 1_000_000, is_fresh)), "tight: send.tight");
            assert_eq!(key(window(3_599, 999_000, is_fresh)), "tight: send.tight");
        }
        assert_eq!(key(window(3_600, 0, true)), "over: send.too_slow");
        assert_eq!(key(window(3_600, 0, false)), "tight: send.was_slow");
    }
}
