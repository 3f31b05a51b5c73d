//! The texts a person reads, in one language: locale files and the way values are written.
//!
//! `assets/locales/format-cases.json` says how each value is written; the window obeys it too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{Cents, Decibels, Message, Micros, Ratio, Value};

/// A language Showrunner speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

/// The texts of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    language: Language,
    texts: BTreeMap<String, String>,
}

/// A locale file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WordsError {
    /// It is not a flat JSON object of texts.
    #[error("{file} is not an object of texts: {detail}")]
    NotTexts {
        /// The file's name.
        file: String,
        /// What the JSON reader said.
        detail: String,
    },
    /// The key stands in two files.
    #[error("{file}: the key {key} is taken already")]
    KeyTaken {
        /// The second file's name.
        file: String,
        /// The key.
        key: String,
    },
}

impl Words {
    /// Reads locale files, each with its name and its JSON: one flat object of key and text.
    ///
    /// # Errors
    /// When a file is not such an object, or a key stands in two files.
    pub fn parse(language: Language, files: &[(&str, &str)]) -> Result<Self, WordsError> {
        let mut texts = BTreeMap::new();
        for (file, json) in files {
            let read: BTreeMap<String, String> = serde_json::from_str(json).map_err(|error| {
                WordsError::NotTexts { file: (*file).to_owned(), detail: error.to_string() }
            })?;
            for (key, text) in read {
                if texts.contains_key(&key) {
                    return Err(WordsError::KeyTaken { file: (*file).to_owned(), key });
                }
                texts.insert(key, text);
            }
        }
        Ok(Self { language, texts })
    }

    /// The language of these texts.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Is there a text of that key, plain or with plural forms?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.texts.contains_key(key) || self.texts.contains_key(&format!("{key}.other"))
    }

    /// Every key with its text, in order of keys. A text with plural forms is two keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// The message in words. A text that is missing is its key; a value that is missing stays `{name}`.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        let Some(text) = self.text(&message.key, message.values.get("count")) else {
            return message.key.clone();
        };
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = placeholder(rest) {
            said.push_str(before);
            match message.values.get(name) {
                Some(value) => said.push_str(&self.value(value)),
                None => said.push_str(&rest[before.len()..rest.len() - after.len()]),
            }
            rest = after;
        }
        said + rest
    }

    /// A value as this language writes it.
    #[must_use]
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Count(count) => self.grouped(u64::from(*count)),
            Value::Time(time) => self.time(*time),
            Value::Distance(distance) => self.distance(*distance),
            Value::Money(cents) => self.money(*cents),
            Value::Bytes(bytes) => self.bytes(*bytes),
            Value::Rate(rate) => self.rate(*rate),
            Value::Word(key) => self.say(&Message::new(key)),
            Value::Loudness(level) => self.level(*level, "LUFS"),
            Value::Peak(level) => self.level(*level, "dBTP"),
            Value::Gain(gain) if gain.get() > 0 => format!("+{}", self.level(*gain, "dB")),
            Value::Gain(gain) => self.level(*gain, "dB"),
            Value::Lu(difference) => self.level(*difference, "LU"),
        }
    }

    fn text(&self, key: &str, count: Option<&Value>) -> Option<&str> {
        let plain = self.texts.get(key);
        let form = || {
            let one = match (self.language, count) {
                (Language::En, Some(Value::Count(count))) => *count == 1,
                (Language::Fr, Some(Value::Count(count))) => *count < 2,
                _ => false,
            };
            self.texts.get(&format!("{key}.{}", if one { "one" } else { "other" }))
        };
        plain.or_else(form).map(String::as_str)
    }

    /// Rounded to milliseconds; the fraction only where it is not zero: `18:47`, `1:32:40.12`.
    fn time(&self, time: Micros) -> String {
        self.decimal(Micros::from_millis(time.as_millis()).to_string().replace('-', MINUS))
    }

    /// With its sign: `+2:41`, `−0:06`; under one second `+0.07 s`, exact where a millisecond is too much.
    fn distance(&self, distance: Micros) -> String {
        let abs = distance.get().saturating_abs();
        let sign = match distance.get() {
            0 => "",
            1.. => "+",
            _ => MINUS,
        };
        let millis = Micros::from_millis(Micros::new(abs).as_millis());
        if millis.get() >= 1_000_000 {
            return format!("{sign}{}", self.time(millis));
        }
        let shown = if millis == Micros::ZERO { Micros::new(abs) } else { millis };
        let seconds = shown.as_seconds();
        let seconds = self.decimal(seconds.trim_end_matches('0').trim_end_matches('.').to_owned());
        format!("{sign}{seconds}{}s", self.unit_space())
    }

    fn money(&self, cents: Cents) -> String {
        let (dollars, rest) = (self.grouped(u64::from(cents.get() / 100)), cents.get() % 100);
        match self.language {
            Language::En => format!("${dollars}.{rest:02}"),
            Language::Fr => format!("{dollars},{rest:02}\u{A0}$"),
        }
    }

    /// In decimal units, with one decimal under 100 of them: `4.6 GB`, `212 GB`, `4 GB`.
    fn bytes(&self, bytes: u64) -> String {
        const UNITS: [[&str; 2]; 5] = [["kB", "ko"], ["MB", "Mo"], ["GB", "Go"], ["TB", "To"], ["PB", "Po"]];
        let space = self.unit_space();
        let french = self.language == Language::Fr;
        if bytes < 1_000 {
            return format!("{bytes}{space}{}", if french { "o" } else { "B" });
        }
        let mut unit = 1_000;
        for names in UNITS {
            let name = names[usize::from(french)];
            let tenths = rounded(bytes, unit / 10);
            let figure = if tenths < 1_000 { tenths } else { rounded(bytes, unit) * 10 };
            if figure < 10_000 || name.starts_with('P') {
                let (whole, tenth) = (self.grouped(figure / 10), figure % 10);
                let figure = if tenth == 0 { whole } else { self.decimal(format!("{whole}.{tenth}")) };
                return format!("{figure}{space}{name}");
            }
            unit *= 1_000;
        }
        format!("{bytes}")
    }

    /// To two places, trimmed: `29.97`, `30`.
    fn rate(&self, rate: Ratio) -> String {
        let hundredths = rounded(u64::from(rate.num) * 100, u64::from(rate.den.max(1)));
        let (whole, rest) = (self.grouped(hundredths / 100), hundredths % 100);
        let figure = format!("{whole}.{rest:02}");
        self.decimal(figure.trim_end_matches('0').trim_end_matches('.').to_owned())
    }

    /// With one decimal: `−16.0 LUFS`.
    fn level(&self, level: Decibels, unit: &str) -> String {
        let figure = self.decimal(level.to_string().replace('-', MINUS));
        format!("{figure}{}{unit}", self.unit_space())
    }

    fn grouped(&self, number: u64) -> String {
        let separator = match self.language {
            Language::En => ',',
            Language::Fr => '\u{202F}',
        };
        let digits = number.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    fn decimal(&self, figure: String) -> String {
        match self.language {
            Language::En => figure,
            Language::Fr => figure.replace('.', ","),
        }
    }

    fn unit_space(&self) -> char {
        match self.language {
            Language::En => ' ',
            Language::Fr => '\u{A0}',
        }
    }
}

/// The true minus sign, as wide as a plus.
const MINUS: &str = "\u{2212}";

/// Half up.
fn rounded(number: u64, by: u64) -> u64 {
    let (number, by) = (u128::from(number), u128::from(by));
    u64::try_from((number * 2 + by) / (by * 2)).unwrap_or(u64::MAX)
}

/// The text before the next `{name}`, the name, and the text behind it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
pub(crate) mod tests;
