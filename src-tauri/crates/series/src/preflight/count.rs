//! How many episodes a series has. Teasers are none of them.

use super::{Finding, FixAction, FixPlace, Subject, go_to};
use crate::{Draft, Edit, EpisodeId, Message, Rules, Value};

pub(super) fn check(draft: &Draft, rules: &Rules, findings: &mut Vec<Finding>) {
    let ids: Vec<EpisodeId> = draft.paid().iter().map(|episode| episode.id).collect();
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    if let Some((rule, min)) = rules.number("series.videos.min").filter(|(_, min)| count < *min) {
        findings.push(
            Finding::new(rule, Subject::Series)
                .with("measured", Value::Count(count))
                .with("limit", Value::Count(min))
                .fixed_by(Message::new("fix.add_clips"), go_to(FixPlace::Board)),
        );
    }
    check_most(&ids, rules, findings);
}

/// One finding for all that are too many, with one fix: a creator who drops 200 clips is told once.
pub(super) fn check_most(ids: &[EpisodeId], rules: &Rules, findings: &mut Vec<Finding>) {
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    if let Some((rule, max)) = rules.number("series.videos.max").filter(|(_, max)| count > *max) {
        let too_many = ids.iter().skip(max as usize).copied().collect();
        let over = Value::Count(count - max);
        findings.push(
            Finding::new(rule, Subject::Series)
                .with("measured", Value::Count(count))
                .with("limit", Value::Count(max))
                .with("over", over.clone())
                .fixed_by(
                    Message::new("fix.remove_last").with("count", over),
                    FixAction::Edit { edit: Edit::Remove { episodes: too_many } },
                ),
        );
    }
}
