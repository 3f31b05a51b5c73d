//! Money is whole US cents: a Series is priced in dollars, and prices are picked, never computed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// An amount in US cents. `Display` writes `$9.99`; `FromStr` reads `9.99`, `9,99`, `$9.99`, `9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Cents(u32);

impl Cents {
    /// From whole cents.
    #[must_use]
    pub const fn new(cents: u32) -> Self {
        Self(cents)
    }

    /// Whole cents.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The amount without its sign: `9.99`, as the portal's field takes it.
    #[must_use]
    pub fn as_decimal(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.as_decimal())
    }
}

/// A text that is not a price.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a price; write dollars and cents, like 9.99")]
pub struct NotAPrice(pub String);

impl FromStr for Cents {
    type Err = NotAPrice;

    fn from_str(text: &str) -> Result<Self, NotAPrice> {
        parse(text).ok_or_else(|| NotAPrice(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Cents> {
    let text = text.trim();
    // `USD 9.99`, `9,99 USD`, `US$9.99`.
    let text = text.strip_prefix("USD").or_else(|| text.strip_suffix("USD")).unwrap_or(text).trim();
    let text = text.strip_prefix("US").unwrap_or(text);
    // The sign stands before the figure in English and behind it in French.
    let text = text.strip_prefix('$').or_else(|| text.strip_suffix('$')).unwrap_or(text).trim();
    let (dollars, cents) = text.split_once(['.', ',']).unwrap_or((text, "00"));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if dollars.is_empty() || !digits(dollars) || !digits(cents) || !matches!(cents.len(), 1 | 2) {
        return None;
    }
    let cents: u32 = format!("{cents:0<2}").parse().ok()?;
    dollars.parse::<u32>().ok()?.checked_mul(100)?.checked_add(cents).map(Cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, cents) in [
            ("9.99", 999),
            ("9,99", 999),
            ("$9.99", 999),
            (" $ 9.99 ", 999),
            ("9,99 $", 999),
            ("US$9.9", 990),
            ("USD 9.99", 999),
            ("9,99\u{a0}USD", 999),
            ("9", 900),
            ("0.98", 98),
            ("190.00", 19_000),
        ] {
            assert_eq!(text.parse(), Ok(Cents(cents)), "{text}");
        }
        for text in [
            "",
            "$",
            "-1",
            "9.999",
            "9.",
            ".99",
            "1,000.00",
            "9.99€",
            "USD",
            "$$9",
            "９.９９",
            "nine",
            "99999999999",
            "1e2",
        ] {
            assert!(text.parse::<Cents>().is_err(), "{text}");
        }
    }
}
