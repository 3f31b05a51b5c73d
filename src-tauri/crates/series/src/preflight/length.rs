//! How long an episode is. Compared exactly, to the microsecond.

use super::{Finding, FixAction, Shown};
use crate::{Edit, Message, Micros, Rules, Trim, Value};

const MIN: &str = "series.duration.min_s";
const MAX: &str = "series.duration.max_s";

pub(super) fn check(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    let length = episode.length;
    let (min, max) = (rules.time(MIN), rules.time(MAX));
    let is_legal =
        |length: Micros| min.is_none_or(|(_, min)| length >= min) && max.is_none_or(|(_, max)| length <= max);
    let measured = |rule, limit: Micros| {
        episode
            .finding(rule)
            .with("measured", Value::Time(length))
            .with("limit", Value::Time(limit))
            .with("over", Value::Distance(length - limit))
    };
    if let Some((rule, max)) = max.filter(|(_, max)| length > *max) {
        let kept = episode.kept();
        let trim = Trim { start: kept.start, end: kept.start + max };
        let edit = Edit::Trim { episode: episode.id, trim: Some(trim) };
        let label = Message::new("fix.trim_to").with("limit", Value::Time(max));
        findings.push(measured(rule, max).fixed_by(label, FixAction::Edit { edit }));
    }
    if let Some((rule, min)) = min.filter(|(_, min)| length < *min) {
        // A trim that took too much is taken back; a clip that is too short can only go.
        let (label, edit) = if episode.trim.is_some() && is_legal(episode.clip.facts.duration) {
            ("fix.untrim", Edit::Trim { episode: episode.id, trim: None })
        } else {
            ("fix.remove", Edit::Remove { episodes: vec![episode.id] })
        };
        findings.push(measured(rule, min).fixed_by(Message::new(label), FixAction::Edit { edit }));
    }
}
