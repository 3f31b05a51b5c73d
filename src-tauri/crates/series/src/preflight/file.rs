//! The files behind the episodes: there, readable, and as they were probed.

use super::{FileState, FileStates, Finding, FixAction, Shown};
use crate::{Message, Rules, Value};

pub(super) fn check(episode: &Shown<'_>, files: &FileStates, rules: &Rules, findings: &mut Vec<Finding>) {
    let clip = episode.clip.id;
    let Some(state) = files.get(&clip) else { return };
    let (id, label, action) = match state {
        FileState::Missing => ("own.file.missing", "fix.find_file", FixAction::FindFile { clip }),
        FileState::Changed => ("own.file.changed", "fix.read_again", FixAction::ReadAgain { clip }),
        FileState::Unreadable => ("own.file.unreadable", "fix.find_file", FixAction::FindFile { clip }),
    };
    if let Some(rule) = rules.flag(id) {
        findings.push(
            episode
                .finding(rule)
                .with("path", Value::Text(episode.clip.path.clone()))
                .with("file", Value::Text(episode.clip.file_name().to_owned()))
                .fixed_by(Message::new(label), action),
        );
    }
}
