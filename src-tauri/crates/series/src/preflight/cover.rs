//! The series cover.

use super::{Finding, FixPlace, Subject, go_to};
use crate::{Draft, Message, Rules, Value, describe::pixels};

pub(super) fn check(draft: &Draft, rules: &Rules, findings: &mut Vec<Finding>) {
    let (Some(cover), Some((rule, limit))) = (&draft.cover, rules.number("series.cover.size")) else {
        return;
    };
    if cover.width.min(cover.height) < limit {
        findings.push(
            Finding::new(rule, Subject::Series)
                .with("width", pixels(cover.width))
                .with("height", pixels(cover.height))
                .with("limit", Value::Count(limit))
                .fixed_by(Message::new("fix.choose_cover"), go_to(FixPlace::Cover)),
        );
    }
}
