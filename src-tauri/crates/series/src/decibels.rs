//! Loudness, in whole hundredths: no rounding between a measurement, a rule and a file.

use std::{
    fmt,
    ops::{Add, Neg, Sub},
};

use serde::{Deserialize, Serialize};
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
}
