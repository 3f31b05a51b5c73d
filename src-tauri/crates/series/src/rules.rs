//! Rules are data: limits of the platform with their source, the day it was read and how sure it is.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{Cents, Decibels, Message, Micros};

mod file;

/// Names a rule, as in the rules files: `series.duration.max_s`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct RuleId(String);

impl RuleId {
    /// From the name as it stands in the rules files.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a broken rule means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The platform refuses it.
    Block,
    /// Worth a look.
    Warn,
    /// Good to know.
    Info,
}

/// How sure a rule is. `D` and `U` never block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Sure {
    /// Official page, read in full.
    A,
    /// Official page, read in part.
    B,
    /// Two or more independent sources agree.
    C,
    /// One secondary source or field report.
    D,
    /// Not found anywhere.
    U,
    /// Showrunner's own rule.
    #[serde(rename = "own")]
    Own,
}

/// The value of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Limit {
    /// A length.
    Time(Micros),
    /// A price.
    Money(Cents),
    /// A number: a count, pixels, frames a second.
    Number(u64),
    /// A size in bytes.
    Bytes(u64),
    /// The least and the most of a number.
    Range {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// The least and the most integrated loudness, in LUFS.
    Loudness {
        /// The least.
        min: Decibels,
        /// The most.
        max: Decibels,
    },
    /// A true peak, in dBTP.
    Peak(Decibels),
    /// Names that are allowed, or asked for.
    Names(Vec<String>),
    /// Something that must be so.
    Flag(bool),
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// Its value; a rule whose value nobody published has none and is off.
    pub limit: Option<Limit>,
    /// What breaking it means. Already lowered to `Warn` where `sure` is `D` or `U`.
    pub severity: Severity,
    /// How sure it is.
    pub sure: Sure,
    /// Title of the page it was read on.
    pub source: String,
    /// Address of that page, if it has one.
    pub url: Option<String>,
    /// The day it was read: `2026-09-11`.
    pub read: String,
    /// Is it checked at all?
    pub on: bool,
    /// Does it come from the creator's own file?
    pub own_file: bool,
    /// The kind of value it takes, also where it has none.
    #[serde(skip, default)]
    #[ts(skip)]
    kind: file::Kind,
    /// The names it may list, where those are few.
    #[serde(skip, default)]
    #[ts(skip)]
    among: Vec<String>,
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<Rule>,
    sources: file::Sources,
}

/// A rules file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[error("{file}, line {line}: {}", problem.key)]
pub struct RulesError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there: `rules_file.*` in the locale files.
    pub problem: Message,
}

impl Rules {
    /// Reads the rules Showrunner comes with, each file with its name and text.
    ///
    /// # Errors
    /// With file and line, when a file cannot be used or a rule stands twice.
    pub fn built_in(files: &[(&str, &str)]) -> Result<Self, RulesError> {
        let mut rules = Self { rules: Vec::new(), sources: file::Sources::new() };
        for (name, text) in files {
            file::add(&mut rules, name, text)?;
        }
        Ok(rules)
    }

    /// These rules with a creator's own file on top: rule by rule and field by field.
    ///
    /// # Errors
    /// With file and line, when the file is not TOML, names a rule that does not exist, gives a value
    /// of another kind, or leaves a minimum over its maximum. Nothing of it is used then.
    pub fn overridden_by(&self, file_name: &str, text: &str) -> Result<Self, RulesError> {
        let mut rules = self.clone();
        file::override_with(&mut rules, file_name, text)?;
        Ok(rules)
    }

    /// Every rule, in order of the files, also those that are off.
    #[must_use]
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that name, also when it is off.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.as_str() == id)
    }

    /// The newest day one of the rules was read: `2026-09-11`.
    #[must_use]
    pub fn newest_read(&self) -> &str {
        self.rules.iter().map(|rule| rule.read.as_str()).max().unwrap_or_default()
    }

    /// The value of a rule that is on and has one.
    #[must_use]
    pub fn limit(&self, id: &str) -> Option<&Limit> {
        self.in_force(id)?.limit.as_ref()
    }

    /// A rule that is on and has a value.
    fn in_force(&self, id: &str) -> Option<&Rule> {
        self.get(id).filter(|rule| rule.on && rule.limit.is_some() && rule.limit != Some(Limit::Flag(false)))
    }

    /// A rule in force whose value is a length.
    pub(crate) fn time(&self, id: &str) -> Option<(&Rule, Micros)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Time(time)))) => Some((rule, *time)),
            _ => None,
        }
    }

    /// A rule in force whose value is a price.
    pub(crate) fn money(&self, id: &str) -> Option<(&Rule, Cents)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Money(money)))) => Some((rule, *money)),
            _ => None,
        }
    }

    /// A rule in force whose value is a number. Beyond `u32` it limits nothing we count.
    pub(crate) fn number(&self, id: &str) -> Option<(&Rule, u32)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Number(number)))) => {
                Some((rule, u32::try_from(*number).unwrap_or(u32::MAX)))
            }
            _ => None,
        }
    }

    /// A rule in force whose value is a size.
    pub(crate) fn bytes(&self, id: &str) -> Option<(&Rule, u64)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Bytes(bytes)))) => Some((rule, *bytes)),
            _ => None,
        }
    }

    /// A rule in force whose value is a list of names.
    pub(crate) fn names(&self, id: &str) -> Option<(&Rule, &[String])> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Names(names)))) => Some((rule, names)),
            _ => None,
        }
    }

    /// A rule in force whose value is a loudness between two.
    pub(crate) fn loudness(&self, id: &str) -> Option<(&Rule, Decibels, Decibels)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Loudness { min, max }))) => Some((rule, *min, *max)),
            _ => None,
        }
    }

    /// A rule in force whose value is a true peak.
    pub(crate) fn peak(&self, id: &str) -> Option<(&Rule, Decibels)> {
        match self.in_force(id).map(|rule| (rule, &rule.limit)) {
            Some((rule, Some(Limit::Peak(peak)))) => Some((rule, *peak)),
            _ => None,
        }
    }

    /// A rule in force that has no value besides being so.
    pub(crate) fn flag(&self, id: &str) -> Option<&Rule> {
        self.in_force(id).filter(|rule| rule.limit == Some(Limit::Flag(true)))
    }
}

impl Rule {
    /// What is only unsure never blocks.
    fn cap(&mut self) {
        if matches!(self.sure, Sure::D | Sure::U) {
            self.severity = self.severity.max(Severity::Warn);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
