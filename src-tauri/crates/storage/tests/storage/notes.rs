//! What was said and done by hand: kept, in order, through restarts, kills and damage.

use std::{env, fs, path::Path};

use series::DraftId;
use storage::{About, Note, Store};

use crate::{
    killed::{killed_after, say},
    support::{draft_id, open},
};

const FOLDER: &str = "SHOWRUNNER_TEST_NOTES_FOLDER";
const DRAFT: &str = "SHOWRUNNER_TEST_NOTES_DRAFT";
const PAGE: usize = 4096;

fn add(store: &Store, about: About, at_ms: i64, text: &str) -> Vec<Note<String>> {
    store.note(about, at_ms, |_| vec![text.to_owned()]).unwrap()
}

#[test]
fn notes_are_kept_in_order_and_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (store, draft) = (open(folder.path()), About::Draft(draft_id()));
    assert_eq!(store.notes::<String>(draft).unwrap(), []);
    add(&store, draft, 5, "one");
    add(&store, About::Creator, 6, "of me");
    let seen = store
        .note::<String>(draft, 7, |so_far| {
            assert_eq!(so_far, [(5, "one".to_owned())]);
            vec!["two".into(), "three".into()]
        })
        .unwrap();
    drop(store);
    let store = open(folder.path());
    let notes =
        |at: &[(i64, &str)]| at.iter().map(|(ms, text)| (*ms, (*text).to_owned())).collect::<Vec<_>>();
    assert_eq!(seen, notes(&[(5, "one"), (7, "two"), (7, "three")]));
    assert_eq!(store.notes::<String>(draft).unwrap(), seen);
    assert_eq!(store.notes::<String>(About::Creator).unwrap(), notes(&[(6, "of me")]));
    // What another version wrote is neither lost nor misread.
    assert!(matches!(store.notes::<u32>(draft), Err(storage::StorageError::UnreadableNote { .. })));
    assert!(store.note::<u32>(draft, 8, |_| vec![1]).is_err());
    assert_eq!(store.notes::<String>(draft).unwrap(), seen);
}

#[test]
fn a_note_is_neither_changed_nor_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    add(&open(folder.path()), About::Creator, 1, "one");
    let database = rusqlite::Connection::open(folder.path().join("drafts.db")).unwrap();
    for sql in ["UPDATE notes SET note = '\"two\"'", "DELETE FROM notes"] {
        assert!(database.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn two_writers_leave_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [open(folder.path()), open(folder.path())];
    std::thread::scope(|scope| {
        for store in &stores {
            scope.spawn(move || (0..20).for_each(|n| drop(add(store, About::Creator, n, "note"))));
        }
    });
    assert_eq!(open(folder.path()).notes::<String>(About::Creator).unwrap().len(), 40);
}

/// Not a test of its own: the process that is killed. It notes for ever and says so.
#[test]
fn noting_for_ever() {
    let (Ok(folder), Ok(draft)) = (env::var(FOLDER), env::var(DRAFT)) else { return };
    let id: DraftId = draft.parse().unwrap();
    let store = open(Path::new(&folder));
    loop {
        let all = store.note::<u64>(About::Draft(id), 0, |so_far| vec![so_far.len() as u64 + 1]).unwrap();
        say(all.len() as u64);
    }
}

#[test]
fn every_acknowledged_note_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let id = draft_id();
    let draft = id.to_string();
    let variables = [(FOLDER, folder.path().as_os_str()), (DRAFT, draft.as_ref())];
    for round in 0..12 {
        let last = killed_after(1 + round * 5 % 7, "notes::noting_for_ever", &variables);
        let kept = open(folder.path()).notes::<u64>(About::Draft(id)).unwrap();
        assert!((last..=last + 1).contains(&(kept.len() as u64)), "{last} of {}", kept.len());
        assert!(kept.iter().zip(1..).all(|(note, number)| note.1 == number));
    }
}

#[test]
fn behind_damage_the_first_notes_are_there_and_none_is_wrong() {
    let origin = tempfile::tempdir().unwrap();
    let (store, draft) = (open(origin.path()), About::Draft(draft_id()));
    let text = |n: i64| format!("{n} {}", "long ".repeat(60));
    for n in 0..60 {
        add(&store, draft, n, &text(n));
    }
    drop(store);
    let whole = fs::read(origin.path().join("drafts.db")).unwrap();
    let (mut noticed, mut cut) = (0, 0);
    for page in 1..whole.len() / PAGE {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[page * PAGE..][..PAGE].fill(0);
        fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
        let opened = Store::open(folder.path()).unwrap();
        noticed += u32::from(opened.set_aside.is_some());
        let kept = opened.store.notes::<String>(draft).unwrap();
        assert!(
            kept.iter().zip(0..).all(|((at_ms, note), n)| *at_ms == n && *note == text(n)),
            "page {page}"
        );
        cut += u32::from((1..60).contains(&kept.len()));
        add(&opened.store, draft, 99, "after");
        drop(opened);
        assert_eq!(Store::open(folder.path()).unwrap().set_aside, None, "page {page}: it is sound now");
    }
    assert!(noticed > 5 && cut > 2, "{noticed} noticed, {cut} cut");
}
