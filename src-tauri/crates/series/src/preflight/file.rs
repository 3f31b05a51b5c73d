//! The files behind the episodes: there, readable, and as they were probed.

use super::{FileState, FileStates, Finding, FixAction, Shown};
use crate::{Message, Rules, Value};

pub(super) fn check(episode: &Shown<'_>, files: &FileStates, rules: &Rules, findings: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for (_, shown) in &episode.parts {
        let clip = shown.id;
        let Some(state) = files.get(&clip).filter(|_| !told.contains(&clip)) else { continue };
        told.push(clip);
        let (id, label, action) = match state {
            FileState::Missing => ("own.file.missing", "fix.find_file", FixAction::FindFile { clip }),
            FileState::Changed => ("own.file.changed", "fix.read_again", FixAction::ReadAgain { clip }),
            FileState::Unreadable => ("own.file.unreadable", "fix.find_file", FixAction::FindFile { clip }),
        };
        if let Some(rule) = rules.flag(id) {
            findings.push(
                episode
                    .finding(rule)
                    .with("path", Value::Text(shown.path.clone()))
                    .with("file", Value::Text(shown.file_name().to_owned()))
                    .fixed_by(Message::new(label), action),
            );
        }
    }
}
