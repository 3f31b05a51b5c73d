//! The sound of an episode.

use super::{Finding, Shown};
use crate::{Decibels, Level, Message, Rules, Value};

pub(super) fn check(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    if let Some(rule) = rules.flag("own.audio.none").filter(|_| !episode.delivered.has_sound) {
        let silence = episode.treat(|treatment| treatment.silence = true);
        findings.push(episode.finding(rule).fixed_by(Message::new("fix.silence"), silence));
    }
    loudness(episode, rules, findings);
    peak(episode, rules, findings);
}

/// What the rules ask to level to: the middle of what they allow.
fn level(rules: &Rules) -> Level {
    let Level { loudness, true_peak } = Level::default();
    let middle = |min: Decibels, max: Decibels| Decibels::new(i32::midpoint(min.get(), max.get()));
    Level {
        loudness: rules.loudness("own.audio.loudness").map_or(loudness, |(_, min, max)| middle(min, max)),
        true_peak: rules.peak("own.audio.peak").map_or(true_peak, |(_, peak)| peak),
    }
}

/// Where no one has listened yet, there is nothing to tell.
fn loudness(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, min, max)) = rules.loudness("own.audio.loudness") else { return };
    let target = level(rules).loudness;
    let heard = episode.delivered.levels.iter().filter_map(|(loudness, _)| *loudness);
    let farthest = heard.max_by_key(|loudness| (*loudness - target).abs());
    let Some(measured) = farthest.filter(|loudness| *loudness < min || *loudness > max) else { return };
    let word = if measured < target { "facts.quiet" } else { "facts.loud" };
    let finding = episode
        .finding(rule)
        .with("measured", Value::Loudness(measured))
        .with("limit", Value::Loudness(target))
        .with("over", Value::Lu((measured - target).abs()))
        .with("kind", Value::Word(word.to_owned()));
    findings.push(levelled(finding, episode, rules));
}

fn peak(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let Some((rule, limit)) = rules.peak("own.audio.peak") else { return };
    let highest = episode.delivered.levels.iter().filter_map(|(_, peak)| *peak).max();
    if let Some(measured) = highest.filter(|peak| *peak > limit) {
        let finding = episode
            .finding(rule)
            .with("measured", Value::Peak(measured))
            .with("limit", Value::Peak(limit))
            .with("over", Value::Gain(measured - limit));
        findings.push(levelled(finding, episode, rules));
    }
}

/// Levelling answers it, unless that is done already and was not enough.
fn levelled(finding: Finding, episode: &Shown<'_>, rules: &Rules) -> Finding {
    let level = level(rules);
    if episode.treatment.level == Some(level) {
        return finding;
    }
    let label = Message::new("fix.level").with("target", Value::Loudness(level.loudness));
    finding.fixed_by(label, episode.treat(|treatment| treatment.level = Some(level)))
}
