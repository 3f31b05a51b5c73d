//! Rules are data: limits of the platform with their source, the day it was read and how sure it is.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use crate::{Cents, Micros};

/// Names a rule, as in the rules files: `series.duration.max_s`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct RuleId(String);

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
    /// A number: a count, bytes, pixels, frames a second.
    Number(u64),
    /// Names that are allowed.
    Names(Vec<String>),
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
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<Rule>,
}

/// A rules file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, TS)]
#[error("{file}, line {line}: {problem}")]
pub struct RulesError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub problem: String,
}
