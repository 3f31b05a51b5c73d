//! Several writers on one folder.

use std::{collections::BTreeMap, thread};

use series::{Draft, Edit, Step};
use storage::{StorageError, Store};

use crate::support::{draft_id, open, titled, with_draft};

#[test]
fn the_second_of_two_writers_is_told_and_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let (window, id) = with_draft(folder.path(), "one");
    let command_line = open(folder.path());
    assert_eq!(command_line.append(id, 0, &titled("theirs"), 0).unwrap(), 1);

    assert!(matches!(window.append(id, 0, &titled("mine"), 0), Err(StorageError::Conflict { revision: 1 })));
    // A revision from the future is no base either.
    assert!(matches!(window.append(id, 7, &titled("mine"), 0), Err(StorageError::Conflict { revision: 1 })));
    assert_eq!(window.steps_since(id, 0).unwrap(), [titled("theirs")]);
    assert_eq!(window.append(id, 1, &titled("mine"), 0).unwrap(), 2);
    assert_eq!(command_line.steps_since(id, 0).unwrap(), [titled("theirs"), titled("mine")]);
    assert_eq!(command_line.steps_since(id, 2).unwrap(), []);
}

#[test]
fn the_data_version_tells_of_others_edits_and_not_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let (window, id) = with_draft(folder.path(), "one");
    let command_line = open(folder.path());
    let before = window.data_version().unwrap();
    window.append(id, 0, &titled("mine"), 0).unwrap();
    assert_eq!(window.data_version().unwrap(), before);
    command_line.append(id, 1, &titled("theirs"), 0).unwrap();
    assert_ne!(window.data_version().unwrap(), before);
}

/// Appends `count` steps that nobody else writes; returns how often it was told of a conflict.
fn write(store: &Store, id: series::DraftId, writer: usize, count: usize) -> usize {
    let (mut base, mut conflicts) = (0, 0);
    for number in 0..count {
        loop {
            match store.append(id, base, &titled(format!("{writer}/{number}")), 0) {
                Ok(revision) => break base = revision,
                Err(StorageError::Conflict { revision }) => {
                    assert!(store.steps_since(id, base).unwrap().len() as u64 >= revision - base);
                    (base, conflicts) = (revision, conflicts + 1);
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    conflicts
}

#[test]
fn no_step_is_lost_or_doubled_between_four_writers() {
    const EACH: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let (first, id) = with_draft(folder.path(), "one");
    // Two threads share a store; two have their own.
    let (second, third) = (open(folder.path()), open(folder.path()));
    let conflicts: usize = thread::scope(|scope| {
        let writers: Vec<_> = [&first, &first, &second, &third]
            .into_iter()
            .enumerate()
            .map(|(writer, store)| scope.spawn(move || write(store, id, writer, EACH)))
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    let mut seen: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for step in first.steps_since(id, 0).unwrap() {
        let Step::Edit { edit: Edit::SetTitle { title } } = step else { panic!("not ours: {step:?}") };
        let (writer, number) = title.split_once('/').unwrap();
        seen.entry(writer.parse().unwrap()).or_default().push(number.parse().unwrap());
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.values().all(|numbers| numbers.iter().copied().eq(0..EACH)), "{seen:?}");
    assert_eq!(first.load(id).unwrap().revision(), 4 * EACH as u64);
    assert!(conflicts > 0, "the writers never met");
}

#[test]
fn many_open_a_new_folder_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = &folder.path().join("not there yet");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| open(folder).create(&Draft::new(draft_id(), "mine"), 0).unwrap());
        }
    });
    assert_eq!(open(folder).list().unwrap().len(), 8);
}
