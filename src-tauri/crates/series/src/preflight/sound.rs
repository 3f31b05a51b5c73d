//! The sound of an episode.

use super::{Finding, Shown};
use crate::Rules;

pub(super) fn check(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    if let Some(rule) = rules.flag("own.audio.none").filter(|_| episode.clip.facts.audio.is_none()) {
        findings.push(episode.finding(rule));
    }
}
