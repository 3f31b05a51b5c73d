//! The fields the portal asks for, and how long their texts may be.

use super::{Finding, FixAction, FixPlace, Shown, Subject, go_to};
use crate::{Draft, Message, Rule, Rules, Value};

const REQUIRED: &str = "series.fields.required";

pub(super) fn check(draft: &Draft, rules: &Rules, findings: &mut Vec<Finding>) {
    if let Some((rule, fields)) = rules.names(REQUIRED) {
        for field in fields {
            findings.extend(missing(draft, rule, field));
        }
    }
    let texts = [
        ("series.title.max", draft.title.as_str(), "fix.edit_title", FixPlace::Title),
        ("series.desc.max", &*draft.description, "fix.edit_description", FixPlace::Description),
    ];
    for (id, text, label, place) in texts {
        if let Some((rule, limit, length)) = too_long(rules, id, text) {
            findings.push(
                measured(Finding::new(rule, Subject::Series), limit, length)
                    .fixed_by(Message::new(label), go_to(place)),
            );
        }
    }
}

/// The title of one episode.
pub(super) fn check_title(episode: &Shown<'_>, rules: &Rules, findings: &mut Vec<Finding>) {
    if let Some((rule, limit, length)) = too_long(rules, "series.video_title.max", episode.name) {
        findings.push(measured(episode.finding(rule), limit, length));
    }
    // An edit never leaves a title empty; a draft from elsewhere may.
    let required = rules.names(REQUIRED).filter(|(_, fields)| fields.iter().any(|f| f == "video_title"));
    if let Some((rule, _)) = required.filter(|_| episode.name.trim().is_empty()) {
        findings.push(episode.finding(rule).with("field", field_word("video_title")));
    }
}

fn missing(draft: &Draft, rule: &Rule, field: &str) -> Option<Finding> {
    let (is_missing, label, action) = match field {
        "title" => (draft.title.trim().is_empty(), "fix.set_title", go_to(FixPlace::Title)),
        "description" => {
            (draft.description.trim().is_empty(), "fix.set_description", go_to(FixPlace::Description))
        }
        "price" => (draft.price.is_none(), "fix.set_price", go_to(FixPlace::Price)),
        "cover" => match draft.episodes.first() {
            Some(first) => {
                (draft.cover.is_none(), "fix.cover_from_first", FixAction::CoverFrom { episode: first.id })
            }
            None => (draft.cover.is_none(), "fix.choose_cover", go_to(FixPlace::Cover)),
        },
        // Titles of episodes are held by `check_title`; who may watch is chosen in the portal.
        _ => return None,
    };
    is_missing.then(|| {
        Finding::new(rule, Subject::Series)
            .with("field", field_word(field))
            .fixed_by(Message::new(label), action)
    })
}

fn field_word(field: &str) -> Value {
    Value::Word(format!("field.{field}"))
}

/// The rule, its limit and the text's length, when that is over it. Counted as TikTok counts: in
/// UTF-16 units.
fn too_long<'a>(rules: &'a Rules, id: &str, text: &str) -> Option<(&'a Rule, u32, u32)> {
    let (rule, limit) = rules.number(id)?;
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    (length > limit).then_some((rule, limit, length))
}

fn measured(finding: Finding, limit: u32, length: u32) -> Finding {
    finding
        .with("measured", Value::Count(length))
        .with("limit", Value::Count(limit))
        .with("over", Value::Count(length - limit))
}
