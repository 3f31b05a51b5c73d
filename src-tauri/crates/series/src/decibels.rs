//! Loudness, in whole hundredths: no rounding between a measurement, a rule and a file.

use std::{
    fmt,
    ops::{Add, Neg, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// A level or a difference of levels, in hundredths of a decibel: LUFS, LU, dBTP and dB alike.
///
/// `Display` writes one decimal: `-16.0`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Decibels(i32);

impl Decibels {
    /// No difference at all.
    pub const ZERO: Self = Self(0);

    /// From whole hundredths.
    #[must_use]
    pub const fn new(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// Whole hundredths.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// How far from nothing, without the sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

impl Add for Decibels {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Decibels {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Decibels {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl fmt::Display for Decibels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Half a tenth is rounded away from zero.
        let tenths = (self.0.unsigned_abs() + 5) / 10;
        let sign = if self.0 < 0 && tenths > 0 { "-" } else { "" };
        write!(f, "{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

/// A text that is not a level.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a level; write decibels with at most two decimals, like -14.5")]
pub struct NotALevel(pub String);

impl FromStr for Decibels {
    type Err = NotALevel;

    fn from_str(text: &str) -> Result<Self, NotALevel> {
        parse(text.trim()).ok_or_else(|| NotALevel(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Decibels> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 4 || fraction.len() > 2 {
        return None;
    }
    let hundredths: i32 = format!("{fraction:0<2}").parse().ok()?;
    Some(Decibels(sign * (whole.parse::<i32>().ok()? * 100 + hundredths)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_decimal_is_written() {
        for (hundredths, text) in
            [(-1_600, "-16.0"), (-1_604, "-16.0"), (-1_605, "-16.1"), (-4, "0.0"), (740, "7.4")]
        {
            assert_eq!(Decibels::new(hundredths).to_string(), text);
        }
    }

    #[test]
    fn levels_are_read() {
        for (text, hundredths) in [("-14", -1_400), (" -1.5 ", -150), ("+0.05", 5), ("9999.99", 999_999)] {
            assert_eq!(text.parse(), Ok(Decibels::new(hundredths)), "{text}");
        }
        for text in ["", "-", ".5", "5.", "1.234", "10000", "1e3", "--1", "-14 LUFS", "１"] {
            assert!(text.parse::<Decibels>().is_err(), "{text}");
        }
    }
}
