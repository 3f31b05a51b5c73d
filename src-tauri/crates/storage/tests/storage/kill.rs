//! An acknowledged edit survives the death of the process.

use std::{env, path::Path};

use series::{DraftId, Step};

use crate::{
    killed::{killed_after, say},
    support::{open, titled, with_draft},
};

const FOLDER: &str = "SHOWRUNNER_TEST_KILL_FOLDER";
const DRAFT: &str = "SHOWRUNNER_TEST_KILL_DRAFT";
const ROUNDS: u64 = 60;

/// The step that makes revision `n`.
fn step(revision: u64) -> Step {
    match revision % 5 {
        3 => Step::Undo,
        4 => Step::Redo,
        _ => titled(format!("title {revision}")),
    }
}

/// Not a test of its own: the process that is killed. It appends for ever and says so.
#[test]
fn appending_for_ever() {
    let (Ok(folder), Ok(draft)) = (env::var(FOLDER), env::var(DRAFT)) else { return };
    let id: DraftId = draft.parse().unwrap();
    let store = open(Path::new(&folder));
    let mut revision = store.load(id).unwrap().revision();
    loop {
        revision = store.append(id, revision, &step(revision + 1), 0).unwrap();
        say(revision);
    }
}

#[test]
fn every_acknowledged_step_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    drop(store);
    let draft = id.to_string();
    let variables = [(FOLDER, folder.path().as_os_str()), (DRAFT, draft.as_ref())];
    let mut before = 0;
    for round in 0..ROUNDS {
        let acknowledged = killed_after(1 + round * 7 % 23, "kill::appending_for_ever", &variables);
        let store = open(folder.path());
        let revision = store.load(id).unwrap().revision();
        // One more may be there: kept, and killed before it could say so.
        assert!((acknowledged..=acknowledged + 1).contains(&revision), "{acknowledged} of {revision}");
        assert!(acknowledged > before);
        before = revision;
    }
    let steps = open(folder.path()).steps_since(id, 0).unwrap();
    assert!(steps.iter().zip(1..).all(|(kept, revision)| *kept == step(revision)));
}
