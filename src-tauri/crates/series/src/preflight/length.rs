//! How long an episode is. Compared exactly, to the microsecond. How long a teaser may be, its target says.

use std::sync::Arc;

use super::{Finding, Fix, FixAction, Shown};
use crate::{Draft, Edit, Message, Micros, Part, Rules, Trim, Value, plan::same_form};

pub(crate) const MIN: &str = "series.duration.min_s";
const MAX: &str = "series.duration.max_s";

/// What is over by no more than this is rather trimmed than split.
pub(crate) const LITTLE: Micros = Micros::from_secs(2);

/// The shortest and the longest an episode may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) min: Micros,
    pub(crate) max: Option<Micros>,
}

impl Bounds {
    pub(crate) fn of(rules: &Rules) -> Self {
        Self {
            min: rules.time(MIN).map_or(Micros::ZERO, |(_, min)| min),
            max: rules.time(MAX).map(|(_, max)| max),
        }
    }

    /// Would a join be legal, however its cuts fall?
    pub(crate) fn take_both(self, one: [Micros; 2], other: [Micros; 2]) -> bool {
        one.into_iter().zip(other).all(|(one, other)| self.takes(one + other))
    }

    pub(crate) fn takes(self, length: Micros) -> bool {
        length >= self.min && self.max.is_none_or(|max| length <= max)
    }
}

/// `draft` and the episodes before and behind it are only there for an episode of a draft.
pub(super) fn check(
    episode: &Shown<'_>,
    beside: [Option<&Shown<'_>>; 2],
    draft: Option<&Draft>,
    rules: &Rules,
    findings: &mut Vec<Finding>,
) {
    if !episode.paid {
        return;
    }
    let (length, bounds) = (episode.length, Bounds::of(rules));
    let measured = |rule, limit: Micros| {
        episode
            .finding(rule)
            .with("measured", Value::Time(length))
            .with("limit", Value::Time(limit))
            .with("over", Value::Distance(length - limit))
    };
    if let Some((rule, max)) = rules.time(MAX).filter(|(_, max)| length > *max) {
        let split = draft.is_some() && episode.is_single() && length.get() / 2 >= bounds.min.get();
        let action = FixAction::Split { episode: episode.id };
        let split = split.then(|| Fix { label: Message::new("fix.split"), action });
        let label = Message::new("fix.trim_to").with("limit", Value::Time(max));
        let trim = shortened(episode, draft, max).map(|edit| Fix { label, action: FixAction::Edit { edit } });
        let best_first = if length - max > LITTLE { [split, trim] } else { [trim, split] };
        findings.push(measured(rule, max).answered_by(best_first));
    }
    if let Some((rule, min)) = rules.time(MIN).filter(|(_, min)| length < *min) {
        let remove = Edit::Remove { episodes: vec![episode.id] };
        let whole = Edit::Trim { episode: episode.id, trim: None };
        let edit = |label: &str, edit| Fix { label: Message::new(label), action: FixAction::Edit { edit } };
        // A trim that took too much is taken back.
        let untrims = episode.is_single()
            && episode.parts[0].0.trim.is_some()
            && bounds.takes(episode.clip().facts.duration);
        let untrim = untrims.then(|| edit("fix.untrim", whole));
        let joins = joined(episode, beside, bounds).map(|other| {
            let mut both = [episode, other];
            both.sort_by_key(|episode| episode.number);
            let label = Message::new("fix.join").with("number", other.number.into());
            Fix { label, action: FixAction::Join { episodes: both.map(|episode| episode.id) } }
        });
        findings.push(measured(rule, min).answered_by([untrim, joins, Some(edit("fix.remove", remove))]));
    }
}

/// The neighbour that it had best be joined with: one of the same form, so that both are copied; of two
/// such the shorter.
fn joined<'a>(
    episode: &Shown<'_>,
    beside: [Option<&'a Shown<'a>>; 2],
    bounds: Bounds,
) -> Option<&'a Shown<'a>> {
    let fits = |other: &&Shown<'_>| other.paid && bounds.take_both(episode.lengths(), other.lengths());
    let alike = |other: &Shown<'_>| same_form(&episode.clip().facts.video, &other.clip().facts.video);
    beside.into_iter().flatten().filter(fits).min_by_key(|other| (!alike(other), other.length))
}

/// What is too much is taken from the end.
pub(crate) fn shortened(episode: &Shown<'_>, draft: Option<&Draft>, max: Micros) -> Option<Edit> {
    if episode.is_single() {
        let kept = episode.span;
        // Where cuts fall at keyframes only, the in point that was asked for stays.
        let start = episode.parts[0].0.trim.map_or(kept.start, |trim| trim.start);
        let trim = Trim { start, end: kept.start + max };
        return (trim.start < trim.end).then_some(Edit::Trim { episode: episode.id, trim: Some(trim) });
    }
    let (_, joined) = draft?.episode(episode.id)?;
    let mut parts: Vec<Part> = Vec::new();
    let mut left = max;
    for (part, clip) in &episode.parts {
        let span = part.span(clip);
        let end = span.end.min(span.start + left);
        if end > span.start {
            parts.push(Part { trim: Some(Trim { end, ..span }), ..*part });
            left = left - (end - span.start);
        }
    }
    let mut shorter = crate::Episode::clone(joined);
    shorter.first = *parts.first()?;
    shorter.joined = parts.split_off(1);
    Some(Edit::Merge { episodes: vec![episode.id], into: Arc::new(shorter) })
}
