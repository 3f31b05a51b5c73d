//! The same twice: content that two episodes show, titles that two episodes bear. A teaser may well show
//! a part of what is sold, and be called like it: each kind is looked at by itself.

use std::collections::BTreeMap;

use super::{Finding, FixAction, Shown};
use crate::{Edit, Message, Number, Rules, Trim, Value};

/// Each episode that shows a part an earlier one shows already.
pub(super) fn check(episodes: &[Shown<'_>], rules: &Rules, findings: &mut Vec<Finding>) {
    let Some(rule) = rules.flag("own.clip.twice") else { return };
    let mut earlier: BTreeMap<_, Vec<(Trim, &Shown<'_>)>> = BTreeMap::new();
    for episode in episodes {
        let spans = || {
            episode
                .parts
                .iter()
                .map(|(part, clip)| ((episode.paid, &clip.facts.fingerprint), part.span(clip)))
        };
        let twin = spans().find_map(|(content, kept)| {
            let overlaps = |other: &Trim| other.start < kept.end && kept.start < other.end;
            earlier.get(&content)?.iter().find(|(other, _)| overlaps(other)).map(|(_, twin)| *twin)
        });
        if let Some(twin) = twin {
            let edit = Edit::Remove { episodes: vec![episode.id] };
            findings.push(
                episode
                    .finding(rule)
                    .with("other", Value::Text(twin.name.to_owned()))
                    .with("other_number", twin.number.into())
                    .fixed_by(Message::new("fix.remove"), FixAction::Edit { edit }),
            );
        }
        for (content, kept) in spans() {
            earlier.entry(content).or_default().push((kept, episode));
        }
    }
}

/// Each episode whose title an earlier one bears already, but for case.
pub(super) fn check_titles(episodes: &[Shown<'_>], rules: &Rules, findings: &mut Vec<Finding>) {
    let Some(rule) = rules.flag("own.titles.alike") else { return };
    let mut first: BTreeMap<(bool, String), Number> = BTreeMap::new();
    for episode in episodes {
        let title = (episode.paid, episode.name.trim().to_lowercase());
        let number = *first.entry(title).or_insert(episode.number);
        if number != episode.number {
            findings.push(episode.finding(rule).with("other_number", number.into()));
        }
    }
}
