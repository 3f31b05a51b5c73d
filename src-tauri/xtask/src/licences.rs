//! The licences of everything Showrunner stands on, held against the list in `.ci/licences.json`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::graph::Graph;
use crate::{Failure, House};

/// Refuses a dependency whose licence is not on the list.
pub fn hold(house: &House) -> Result<(), Failure> {
    let list = read(house, ".ci/licences.json")?;
    let allowed: BTreeSet<&str> =
        list["allowed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut findings = Vec::new();
    for package in Graph::read(house)?.0.values() {
        let licence = package.licence.as_deref().or_else(|| list["crates"][&package.name].as_str());
        findings.extend(judged(&package.name, licence, &allowed));
    }
    // What is only for building the window is not part of the product.
    let window = read(house, "ui/package-lock.json")?;
    for (path, package) in window["packages"].as_object().into_iter().flatten() {
        if package["dev"] != true && !path.is_empty() {
            findings.extend(judged(path, package["license"].as_str(), &allowed));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found { check: "licences", findings }) }
}

fn read(house: &House, file: &str) -> Result<Value, Failure> {
    let text = fs::read_to_string(house.path(file)).map_err(Failure::file(house.path(file)))?;
    serde_json::from_str(&text).map_err(|cause| Failure::Json { what: file.into(), cause })
}

fn judged(name: &str, licence: Option<&str>, allowed: &BTreeSet<&str>) -> Option<String> {
    match licence {
        None => Some(format!("{name} names no licence")),
        Some(expression) if Expression::fits(expression, allowed) => None,
        Some(expression) => Some(format!("{name}: {expression} is not on the list")),
    }
}

/// An SPDX expression, read from left to right.
struct Expression<'a> {
    words: std::iter::Peekable<std::vec::IntoIter<&'a str>>,
    allowed: &'a BTreeSet<&'a str>,
}

impl<'a> Expression<'a> {
    /// Can the code be used under the allowed licences alone?
    fn fits(text: &'a str, allowed: &'a BTreeSet<&'a str>) -> bool {
        let mut words = Vec::new();
        for mut part in text.split_whitespace() {
            while let Some(at) = part.find(['(', ')', '/']) {
                words.extend([&part[..at], &part[at..=at]].into_iter().filter(|word| !word.is_empty()));
                part = &part[at + 1..];
            }
            words.extend(Some(part).filter(|word| !word.is_empty()));
        }
        let mut expression = Self { words: words.into_iter().peekable(), allowed };
        let fits = expression.either();
        fits && expression.words.next().is_none()
    }

    fn either(&mut self) -> bool {
        let mut fits = self.both();
        // `/` is how old crates wrote `OR`.
        while self.words.next_if(|word| matches!(*word, "OR" | "/")).is_some() {
            fits |= self.both();
        }
        fits
    }

    fn both(&mut self) -> bool {
        let mut fits = self.one();
        while self.words.next_if_eq(&"AND").is_some() {
            fits &= self.one();
        }
        fits
    }

    fn one(&mut self) -> bool {
        if self.words.next_if_eq(&"(").is_some() {
            let fits = self.either();
            return self.words.next_if_eq(&")").is_some() && fits;
        }
        let Some(licence) = self.words.next() else { return false };
        // An exception only gives more rights.
        if self.words.next_if_eq(&"WITH").is_some() {
            self.words.next();
        }
        self.allowed.contains(licence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_understood() {
        let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"]);
        for fit in [
            "MIT",
            "MIT OR Apache-2.0",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(Expression::fits(fit, &allowed), "{fit}");
        }
        for unfit in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT", "", "MIT MIT", "(MIT OR GPL-3.0) AND GPL-2.0"] {
            assert!(!Expression::fits(unfit, &allowed), "{unfit}");
        }
    }

    #[test]
    fn a_licence_that_is_missing_or_not_allowed_is_named() {
        let allowed = BTreeSet::from(["MIT"]);
        assert_eq!(judged("a", Some("MIT"), &allowed), None);
        assert_eq!(judged("a", None, &allowed).as_deref(), Some("a names no licence"));
        assert_eq!(
            judged("a", Some("AGPL-3.0"), &allowed).as_deref(),
            Some("a: AGPL-3.0 is not on the list")
        );
    }
}
