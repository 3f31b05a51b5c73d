//! Sentences that are not worded yet. The locale files word them, in the window and on the
//! command line alike, so that no text a person reads stands in code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Cents, Decibels, Micros, Ratio};

/// A sentence: the key of a text in the locale files, and the values it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Message {
    /// Key in `assets/locales/*.json`, like `rule.series.duration.max_s.row`.
    pub key: String,
    /// Values by the name the text uses for them.
    #[serde(default)]
    pub values: BTreeMap<String, Value>,
}

/// A value in a [`Message`], typed so that each language can write it its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Words that are the creator's own: a title, a file name.
    Text(String),
    /// A count; chooses singular or plural when it is named `count`.
    Count(u32),
    /// A length or point in time.
    Time(Micros),
    /// A difference in time, written with its sign.
    Distance(Micros),
    /// A price.
    Money(Cents),
    /// A size in bytes.
    Bytes(u64),
    /// A rate, such as frames a second.
    Rate(Ratio),
    /// A text of the locale files by its key, such as a codec's name.
    Word(String),
    /// A loudness, in LUFS.
    Loudness(Decibels),
    /// A true peak, in dBTP.
    Peak(Decibels),
    /// By how much something is made louder, in dB, written with its sign.
    Gain(Decibels),
    /// A difference in loudness, in LU.
    Lu(Decibels),
}

impl Message {
    /// A sentence without values.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), values: BTreeMap::new() }
    }

    /// The same sentence with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }
}
