//! What an episode is called by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use thiserror::Error;
use ts_rs::TS;

use crate::Value;

/// What an episode is called by: its place among those of its kind, from 1. What is sold comes first.
/// Written `7` and `T1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(as = "String", rename = "EpisodeNumber")]
pub enum Number {
    /// One that is sold.
    Paid(u32),
    /// A teaser.
    Teaser(u32),
}

/// A text that is no number of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an episode is called by a number from 1, a teaser by T1 and so on")]
pub struct NotANumber;

impl Number {
    /// Is it the number of one that is sold?
    #[must_use]
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Paid(_))
    }

    /// The place among those of its kind, from 1.
    #[must_use]
    pub const fn place(self) -> u32 {
        match self {
            Self::Paid(place) | Self::Teaser(place) => place,
        }
    }

    /// The number of the one that stands so many behind.
    #[must_use]
    pub const fn behind(self, by: u32) -> Self {
        match self {
            Self::Paid(place) => Self::Paid(place.saturating_add(by)),
            Self::Teaser(place) => Self::Teaser(place.saturating_add(by)),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid(place) => write!(f, "{place}"),
            Self::Teaser(place) => write!(f, "T{place}"),
        }
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let place = |digits: &str| digits.parse().ok().filter(|place| *place > 0).ok_or(NotANumber);
        match text.strip_prefix(['T', 't']) {
            Some(digits) => place(digits).map(Self::Teaser),
            None => place(text).map(Self::Paid),
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Paid(place) => Self::Count(place),
            Number::Teaser(_) => Self::Text(number.to_string()),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written_and_sorts_as_episodes_stand() {
        let numbers = [Number::Paid(1), Number::Paid(80), Number::Teaser(1), Number::Teaser(12)];
        assert!(numbers.is_sorted());
        assert_eq!(numbers.map(|number| number.to_string()), ["1", "80", "T1", "T12"]);
        for number in numbers {
            assert_eq!(number.to_string().parse(), Ok(number));
            let json = serde_json::to_string(&number).unwrap();
            assert_eq!(
                (json.clone(), serde_json::from_str(&json).unwrap()),
                (format!("\"{number}\""), number)
            );
        }
        assert_eq!("t3".parse(), Ok(Number::Teaser(3)));
        for text in ["", "0", "T", "T0", "-1", "TT1", "1T", "4294967296", " 1"] {
            assert_eq!(text.parse::<Number>(), Err(NotANumber), "{text}");
        }
    }
}
