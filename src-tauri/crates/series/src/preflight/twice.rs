//! The same twice: content that two episodes show, titles that two episodes bear.

use std::collections::BTreeMap;

use super::{Finding, FixAction, Shown};
use crate::{Edit, Message, Rules, Value};

/// Each episode that shows a part an earlier one shows already.
pub(super) fn check(episodes: &[Shown<'_>], rules: &Rules, findings: &mut Vec<Finding>) {
    let Some(rule) = rules.flag("own.clip.twice") else { return };
    let mut earlier: BTreeMap<_, Vec<&Shown<'_>>> = BTreeMap::new();
    for episode in episodes {
        let same = earlier.entry(&episode.clip.facts.fingerprint).or_default();
        let kept = episode.kept();
        let twin = same.iter().find(|other| {
            let other = other.kept();
            other.start < kept.end && kept.start < other.end
        });
        if let Some(twin) = twin {
            let edit = Edit::Remove { episodes: vec![episode.id] };
            findings.push(
                episode
                    .finding(rule)
                    .with("other", Value::Text(twin.name.to_owned()))
                    .with("other_number", Value::Count(twin.number))
                    .fixed_by(Message::new("fix.remove"), FixAction::Edit { edit }),
            );
        }
        same.push(episode);
    }
}

/// Each episode whose title an earlier one bears already, but for case.
pub(super) fn check_titles(episodes: &[Shown<'_>], rules: &Rules, findings: &mut Vec<Finding>) {
    let Some(rule) = rules.flag("own.titles.alike") else { return };
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    for episode in episodes {
        let number = *first.entry(episode.name.trim().to_lowercase()).or_insert(episode.number);
        if number != episode.number {
            findings.push(episode.finding(rule).with("other_number", Value::Count(number)));
        }
    }
}
