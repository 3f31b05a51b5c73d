//! Reads rules files. Every refusal names the line.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::{Deserialize, de::IntoDeserializer};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Limit, Rule, RuleId, Rules, RulesError, Severity, Sure};
use crate::{Decibels, Message, Micros, Value};

/// The pages rules were read on: title and address by their short names.
pub(super) type Sources = BTreeMap<String, (String, Option<String>)>;

/// The kind of value a rule takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    #[default]
    Time,
    Money,
    Number,
    Bytes,
    Range,
    Loudness,
    Peak,
    Names,
    Flag,
}

/// Where in a file something is wrong, and what.
struct Wrong {
    at: usize,
    problem: Message,
}

type Read<T> = Result<T, Wrong>;

/// Adds the rules of a built-in file.
pub(super) fn add(rules: &mut Rules, name: &str, text: &str) -> Result<(), RulesError> {
    located(name, text, || {
        let table = parse(text)?;
        let tables = rule_tables(&table, &mut rules.sources, &|_, table| table.contains_key("kind"))?;
        for (id, at, table) in tables {
            if rules.get(&id).is_some() {
                return Err(wrong(at, "rule_twice").with_text("rule", &id));
            }
            let missing = |field: &str| wrong(at.clone(), "field_missing").with_text("field", field);
            let mut rule = Rule {
                id: RuleId::new(id),
                limit: None,
                severity: Severity::Info,
                sure: Sure::U,
                source: String::new(),
                url: None,
                read: String::new(),
                on: true,
                own_file: false,
                kind: word(table.get("kind").ok_or_else(|| missing("kind"))?)?,
                among: table.get("among").map(names).transpose()?.unwrap_or_default(),
            };
            for field in ["severity", "sure", "source"] {
                if !table.contains_key(field) {
                    return Err(missing(field));
                }
            }
            set_fields(&mut rule, table, &rules.sources)?;
            if rule.limit.is_none() {
                rule.on = false;
            }
            rule.cap();
            rules.rules.push(rule);
        }
        min_under_max(rules, &BTreeMap::new())
    })
}

/// Changes the rules a creator's own file names.
pub(super) fn override_with(rules: &mut Rules, name: &str, text: &str) -> Result<(), RulesError> {
    located(name, text, || {
        let table = parse(text)?;
        let mut sources = rules.sources.clone();
        let ids: BTreeSet<String> = rules.rules.iter().map(|rule| rule.id.to_string()).collect();
        // What is no rule's name but has fields is meant to be one, and refused by name.
        let is_rule = |id: &str, table: &DeTable<'_>| {
            let has_fields = table.values().any(|value| !value.get_ref().is_table());
            ids.contains(id) || has_fields || table.is_empty()
        };
        let tables = rule_tables(&table, &mut sources, &is_rule)?;
        let mut places = BTreeMap::new();
        for (id, at, table) in tables {
            let Some(rule) = rules.rules.iter_mut().find(|rule| rule.id.as_str() == id) else {
                return Err(wrong(at, "unknown_rule").with_text("rule", &id));
            };
            if let Some((key, _)) =
                table.iter().find(|(key, _)| matches!(key.get_ref().as_ref(), "kind" | "among"))
            {
                return Err(wrong(key.span(), "unknown_field").with_text("field", key.get_ref()));
            }
            set_fields(rule, table, &sources)?;
            // A value for a rule that was off for want of one switches it on, unless the file says else.
            if table.contains_key("value") && !table.contains_key("on") {
                rule.on = true;
            }
            rule.own_file = true;
            rule.cap();
            places.insert(id, table.get("value").map_or(at, Spanned::span));
        }
        rules.sources = sources;
        min_under_max(rules, &places)
    })
}

fn parse(text: &str) -> Read<DeTable<'_>> {
    DeTable::parse(text).map(Spanned::into_inner).map_err(|error| {
        wrong(error.span().unwrap_or_default(), "syntax").with_text("detail", error.message())
    })
}

/// The rules' tables with their dotted names, in order of the file; sources are set aside.
fn rule_tables<'a, 'i>(
    root: &'a DeTable<'i>,
    sources: &mut Sources,
    is_rule: &dyn Fn(&str, &DeTable<'i>) -> bool,
) -> Read<Vec<(String, Range<usize>, &'a DeTable<'i>)>> {
    let mut tables = Vec::new();
    for (key, value) in root {
        let Some(table) = value.get_ref().as_table() else {
            return Err(wrong(key.span(), "outside_rule").with_text("field", key.get_ref()));
        };
        if key.get_ref() == "sources" {
            read_sources(table, sources)?;
        } else {
            collect(key.get_ref().to_string(), key.span(), table, is_rule, &mut tables)?;
        }
    }
    tables.sort_by_key(|(_, at, _)| at.start);
    Ok(tables)
}

fn collect<'a, 'i>(
    id: String,
    at: Range<usize>,
    table: &'a DeTable<'i>,
    is_rule: &dyn Fn(&str, &DeTable<'i>) -> bool,
    tables: &mut Vec<(String, Range<usize>, &'a DeTable<'i>)>,
) -> Read<()> {
    if is_rule(&id, table) {
        tables.push((id, at, table));
        return Ok(());
    }
    for (key, value) in table {
        let Some(table) = value.get_ref().as_table() else {
            return Err(wrong(key.span(), "outside_rule").with_text("field", key.get_ref()));
        };
        collect(format!("{id}.{}", key.get_ref()), key.span(), table, is_rule, tables)?;
    }
    Ok(())
}

fn read_sources(table: &DeTable<'_>, sources: &mut Sources) -> Read<()> {
    for (key, value) in table {
        let Some(source) = value.get_ref().as_table() else {
            return Err(kind_wrong(value, "source"));
        };
        let title = source
            .get("title")
            .ok_or_else(|| wrong(key.span(), "field_missing").with_text("field", "title"))?;
        let url = source.get("url").map(text).transpose()?;
        if url.is_some_and(|url| !url.starts_with("https://")) {
            return Err(kind_wrong(&source["url"], "url"));
        }
        sources.insert(key.get_ref().to_string(), (text(title)?.to_owned(), url.map(str::to_owned)));
    }
    Ok(())
}

fn set_fields(rule: &mut Rule, table: &DeTable<'_>, sources: &Sources) -> Read<()> {
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "kind" | "among" => {}
            "value" => rule.limit = Some(limit(rule.kind, &rule.among, value)?),
            "severity" => rule.severity = word(value)?,
            "sure" => rule.sure = word(value)?,
            "on" => rule.on = value.get_ref().as_bool().ok_or_else(|| kind_wrong(value, "flag"))?,
            "read" => rule.read = day(value)?,
            "source" => {
                let name = text(value)?;
                let Some((title, url)) = sources.get(name) else {
                    return Err(wrong(value.span(), "unknown_source").with_text("source", name));
                };
                (rule.source, rule.url) = (title.clone(), url.clone());
            }
            other => return Err(wrong(key.span(), "unknown_field").with_text("field", other)),
        }
    }
    Ok(())
}

fn limit(kind: Kind, among: &[String], value: &Spanned<DeValue<'_>>) -> Read<Limit> {
    match kind {
        Kind::Time => {
            let written = value.get_ref().as_integer().map(|whole| whole.as_str());
            let written = written.or_else(|| value.get_ref().as_str());
            let time = written.and_then(|text| text.parse::<Micros>().ok());
            time.map(Limit::Time).ok_or_else(|| kind_wrong(value, "time"))
        }
        Kind::Money => {
            let money = value.get_ref().as_str().and_then(|text| text.parse().ok());
            money.map(Limit::Money).ok_or_else(|| kind_wrong(value, "money"))
        }
        Kind::Number => number(value, "number").map(Limit::Number),
        Kind::Bytes => number(value, "bytes").map(Limit::Bytes),
        Kind::Names => {
            let names = names(value)?;
            match names.iter().find(|name| !among.is_empty() && !among.contains(name)) {
                Some(name) => Err(wrong(value.span(), "unknown_name").with_text("name", name)),
                None => Ok(Limit::Names(names)),
            }
        }
        Kind::Flag => value.get_ref().as_bool().map(Limit::Flag).ok_or_else(|| kind_wrong(value, "flag")),
        Kind::Range => {
            let (min, max) = ends(value, "range", |end| number(end, "number"))?;
            Ok(Limit::Range { min, max })
        }
        Kind::Loudness => {
            let (min, max) = ends(value, "loudness", |end| level(end, "level"))?;
            Ok(Limit::Loudness { min, max })
        }
        Kind::Peak => level(value, "level").map(Limit::Peak),
    }
}

/// The least and the most of something.
fn ends<T: PartialOrd>(
    value: &Spanned<DeValue<'_>>,
    kind: &str,
    read: impl Fn(&Spanned<DeValue<'_>>) -> Read<T>,
) -> Read<(T, T)> {
    let table = value.get_ref().as_table().filter(|table| table.len() == 2);
    let ends = table.and_then(|table| Some((table.get("min")?, table.get("max")?)));
    let (min, max) = ends.ok_or_else(|| kind_wrong(value, kind))?;
    let (min, max) = (read(min)?, read(max)?);
    if min > max { Err(wrong(value.span(), "min_over_max")) } else { Ok((min, max)) }
}

/// A level, as a whole number or, with a fraction, as a text.
fn level(value: &Spanned<DeValue<'_>>, kind: &str) -> Read<Decibels> {
    let written = value.get_ref().as_integer().map(|whole| whole.as_str());
    let written = written.or_else(|| value.get_ref().as_str());
    written.and_then(|text| text.parse().ok()).ok_or_else(|| kind_wrong(value, kind))
}

fn number(value: &Spanned<DeValue<'_>>, kind: &str) -> Read<u64> {
    let number = value
        .get_ref()
        .as_integer()
        .and_then(|whole| u64::from_str_radix(whole.as_str(), whole.radix()).ok());
    number.ok_or_else(|| kind_wrong(value, kind))
}

fn names(value: &Spanned<DeValue<'_>>) -> Read<Vec<String>> {
    let all = value.get_ref().as_array().ok_or_else(|| kind_wrong(value, "names"))?;
    all.iter()
        .map(|name| name.get_ref().as_str().map(str::to_owned))
        .collect::<Option<_>>()
        .ok_or_else(|| kind_wrong(value, "names"))
}

fn text<'a>(value: &'a Spanned<DeValue<'_>>) -> Read<&'a str> {
    value.get_ref().as_str().ok_or_else(|| kind_wrong(value, "text"))
}

/// A day as `2026-09-11`, as a TOML date or a text.
fn day(value: &Spanned<DeValue<'_>>) -> Read<String> {
    let written = match value.get_ref() {
        DeValue::Datetime(day) => day.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let date = written.parse::<toml::value::Datetime>();
    match date {
        Ok(day) if day.date.is_some() && day.time.is_none() => Ok(written),
        _ => Err(kind_wrong(value, "day")),
    }
}

/// One of the words a closed enum takes.
fn word<T: for<'de> Deserialize<'de>>(value: &Spanned<DeValue<'_>>) -> Read<T> {
    let written = text(value)?;
    let word: Result<T, serde::de::value::Error> = T::deserialize(written.into_deserializer());
    word.map_err(|_| wrong(value.span(), "unknown_word").with_text("word", written))
}

/// `series.duration.min_s` must not be over `series.duration.max_s`, and so on for every pair.
fn min_under_max(rules: &Rules, places: &BTreeMap<String, Range<usize>>) -> Read<()> {
    for rule in &rules.rules {
        let id = rule.id.as_str();
        let Some((stem, end)) = id.rsplit_once(".min") else { continue };
        let max = format!("{stem}.max{end}");
        let Some(other) = rules.get(&max) else { continue };
        let crossed = match (&rule.limit, &other.limit) {
            (Some(Limit::Time(min)), Some(Limit::Time(max))) => min > max,
            (Some(Limit::Money(min)), Some(Limit::Money(max))) => min > max,
            (Some(Limit::Number(min)), Some(Limit::Number(max)))
            | (Some(Limit::Bytes(min)), Some(Limit::Bytes(max))) => min > max,
            _ => false,
        };
        if crossed {
            let at = places.get(id).or_else(|| places.get(&max)).cloned().unwrap_or_default();
            return Err(wrong(at, "min_over_max"));
        }
    }
    Ok(())
}

fn wrong(at: Range<usize>, problem: &str) -> Wrong {
    Wrong { at: at.start, problem: Message::new(format!("rules_file.{problem}")) }
}

fn kind_wrong(value: &Spanned<DeValue<'_>>, kind: &str) -> Wrong {
    let mut wrong = wrong(value.span(), "wrong_kind");
    wrong.problem = wrong.problem.with("kind", Value::Word(format!("rules_file.kind.{kind}")));
    wrong
}

impl Wrong {
    fn with_text(mut self, name: &str, text: &str) -> Self {
        self.problem = self.problem.with(name, Value::Text(text.to_owned()));
        self
    }
}

fn located(file: &str, text: &str, read: impl FnOnce() -> Read<()>) -> Result<(), RulesError> {
    read().map_err(|Wrong { at, problem }| {
        let before = &text.as_bytes()[..at.min(text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        RulesError { file: file.to_owned(), line: u32::try_from(line).unwrap_or(u32::MAX), problem }
    })
}
