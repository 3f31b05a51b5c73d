//! Time is a whole number of microseconds, the unit ffprobe reports a container's duration in.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// A length or a point in time, in microseconds.
///
/// `Display` writes a timecode: `0:24`, `18:47.2`, `1:32:40.12`. `FromStr` reads one, or plain
/// seconds: `18:47.2`, `1:32:40`, `12.34`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Micros(i64);

const PER_SECOND: i64 = 1_000_000;

impl Micros {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From whole microseconds.
    #[must_use]
    pub const fn new(micros: i64) -> Self {
        Self(micros)
    }

    /// From whole milliseconds.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * 1_000)
    }

    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs * PER_SECOND)
    }

    /// Whole microseconds.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Milliseconds, rounded to the nearest. For display and JSON, never for comparing.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.saturating_add(500).div_euclid(1_000)
    }

    /// Seconds as a decimal with exactly six places, as ffmpeg's options take it.
    #[must_use]
    pub fn as_seconds(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        format!("{sign}{}.{:06}", abs / 1_000_000, abs % 1_000_000)
    }
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Micros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Micros {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        let (secs, fraction) = (abs / 1_000_000, abs % 1_000_000);
        let (h, m, s) = (secs / 3600, secs / 60 % 60, secs % 60);
        if h > 0 {
            write!(f, "{sign}{h}:{m:02}:{s:02}")?;
        } else {
            write!(f, "{sign}{m}:{s:02}")?;
        }
        if fraction > 0 {
            let digits = format!("{fraction:06}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// A text that is not a time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time; write seconds (12.34) or a timecode (1:02:03.5)")]
pub struct NotATime(pub String);

impl FromStr for Micros {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        parse(text.trim()).ok_or_else(|| NotATime(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Micros> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let parts: Vec<i64> = whole
        .split(':')
        .map(|part| {
            (!part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        })
        .collect::<Option<_>>()?;
    let under_sixty = |n: &&i64| **n < 60;
    let secs = match parts.as_slice() {
        [s] => Some(*s),
        [m, s] if under_sixty(&s) => m.checked_mul(60)?.checked_add(*s),
        [h, m, s] if under_sixty(&m) && under_sixty(&s) => h.checked_mul(3600)?.checked_add(m * 60 + s),
        _ => None,
    }?;
    if fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    secs.checked_mul(PER_SECOND)?.checked_add(micros).map(Micros)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_seconds_and_timecodes() {
        for (text, micros) in [
            ("0", 0),
            ("12.34", 12_340_000),
            ("90", 90_000_000),
            ("20:00", 1_200_000_000),
            ("20:00,001", 1_200_001_000),
            ("1:02:03.5", 3_723_500_000),
        ] {
            assert_eq!(text.parse(), Ok(Micros(micros)), "{text}");
        }
        for text in ["", ":", "1:", "1:60", "1:2:3:4", "-1", "1e3", "1.2345678", "a", "9999999999999999"] {
            assert!(text.parse::<Micros>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(micros in 0..i64::MAX / 2) {
            prop_assert_eq!(Micros(micros).to_string().parse(), Ok(Micros(micros)));
            prop_assert_eq!(Micros(micros).as_seconds().parse(), Ok(Micros(micros)));
        }
    }
}
