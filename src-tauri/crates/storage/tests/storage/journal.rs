//! A draft is the replay of its journal.

use proptest::prelude::*;
use series::{Draft, Edit, History, Micros, Place, Step, Trim};
use storage::{DraftRow, StorageError};

use crate::support::{added, draft_id, episode_id, open, priced, titled, with_draft};

#[test]
fn a_new_draft_is_listed_loaded_and_appended_to() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "Été à Québec");
    let row = DraftRow { id, created_ms: 1_000, edited_ms: 1_000, archived: false, revision: 0 };
    assert_eq!(store.list().unwrap(), std::slice::from_ref(&row));
    assert_eq!(store.load(id).unwrap(), History::new(Draft::new(id, "Été à Québec")));

    assert_eq!(store.append(id, 0, &titled("A"), 2_000).unwrap(), 1);
    assert_eq!(store.append(id, 1, &Step::Undo, 3_000).unwrap(), 2);
    assert_eq!(store.append(id, 2, &Step::Redo, 4_000).unwrap(), 3);
    drop(store);

    let store = open(folder.path());
    assert_eq!(store.list().unwrap(), [DraftRow { edited_ms: 4_000, revision: 3, ..row }]);
    let mut history = store.load(id).unwrap();
    assert_eq!((history.draft().title.as_str(), history.revision()), ("A", 3));
    history.apply(&Step::Undo).expect("undo survives a restart");
    assert_eq!(history.draft().title, "Été à Québec");
}

#[test]
fn the_draft_edited_last_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let (store, old) = with_draft(folder.path(), "old");
    let new = draft_id();
    store.create(&Draft::new(new, "new"), 5_000).unwrap();
    let order = || store.list().unwrap().into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(order(), [new, old]);
    store.append(old, 0, &titled("edited"), 6_000).unwrap();
    assert_eq!(order(), [old, new]);
}

#[test]
fn what_is_not_there_or_there_already_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    let (unknown, new) = (draft_id(), draft_id());
    let no_draft = |result| matches!(result, Err(StorageError::UnknownDraft { id }) if id == unknown);
    assert!(no_draft(store.load(unknown).map(|_| ())));
    assert!(no_draft(store.append(unknown, 0, &Step::Undo, 0).map(|_| ())));
    assert!(no_draft(store.steps_since(unknown, 0).map(|_| ())));
    assert!(no_draft(store.set_archived(unknown, true)));
    assert!(no_draft(store.duplicate(unknown, new, 0)));
    let taken = |result| matches!(result, Err(StorageError::DraftExists { id: taken }) if taken == id);
    assert!(taken(store.create(&Draft::new(id, "two"), 0)));
    assert!(taken(store.duplicate(id, id, 0)));
    let grown = Draft::new(new, "grown").apply(&Edit::SetDescription { description: "more".into() }).unwrap();
    assert!(matches!(store.create(&grown, 0), Err(StorageError::NotNew)));
    assert_eq!(store.list().unwrap().len(), 1);
}

#[test]
fn a_copy_has_the_whole_past_and_a_life_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    let copy = draft_id();
    for (base, step) in [added(1..4, Place::Last), priced(999), Step::Undo].iter().enumerate() {
        store.append(id, base as u64, step, 2_000).unwrap();
    }
    store.duplicate(id, copy, 9_000).unwrap();
    let (mut original, mut copied) = (store.load(id).unwrap(), store.load(copy).unwrap());
    assert_eq!(copied.draft(), &Draft { id: copy, ..original.draft().clone() });
    assert_eq!(copied.redoes(), original.redoes());
    original.apply(&Step::Redo).unwrap();
    copied.apply(&Step::Redo).unwrap();
    assert_eq!(copied.draft().price, original.draft().price);

    let row = store.list().unwrap().remove(0);
    assert_eq!(row, DraftRow { id: copy, created_ms: 9_000, edited_ms: 9_000, archived: false, revision: 3 });
    store.append(copy, 3, &titled("two"), 9_001).unwrap();
    assert_eq!(store.load(id).unwrap().draft().title, "one");
}

#[test]
fn archiving_is_kept_and_is_no_edit() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    store.set_archived(id, true).unwrap();
    drop(store);
    let store = open(folder.path());
    let row = store.list().unwrap().remove(0);
    assert!(row.archived && row.revision == 0);
    store.set_archived(id, false).unwrap();
    assert!(!store.list().unwrap()[0].archived);
}

#[test]
fn settings_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(store.settings().unwrap(), None);
    for language in ["fr", "en"] {
        let settings = serde_json::json!({ "language": language, "ffmpeg": "/opt/été/ffmpeg" });
        let all = settings.as_object().unwrap().clone();
        store.change_settings(|kept| kept.extend(all)).unwrap();
        assert_eq!(open(folder.path()).settings().unwrap(), Some(settings));
    }
}

#[test]
fn a_step_that_cannot_be_read_is_named_and_harms_no_other_draft() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    let other = draft_id();
    store.create(&Draft::new(other, "other"), 0).unwrap();
    for base in 0..3 {
        store.append(id, base, &titled(format!("{base}")), 0).unwrap();
    }
    let foreign = rusqlite::Connection::open(folder.path().join("drafts.db")).unwrap();
    foreign.execute("UPDATE journal SET step = '{\"step\":\"fly\"}' WHERE revision = 2", []).unwrap();
    assert!(
        matches!(store.load(id), Err(StorageError::UnreadableStep { draft, revision: 2, .. }) if draft == id)
    );
    foreign.execute("UPDATE journal SET step = '{\"step\":\"redo\"}' WHERE revision = 2", []).unwrap();
    assert!(matches!(store.load(id), Err(StorageError::UnfitStep { draft, revision: 2, .. }) if draft == id));
    assert_eq!(store.list().unwrap().len(), 2);
    assert!(store.load(other).is_ok());
}

/// Any step, most of which fit a draft of episodes 0 to 9.
fn step() -> impl Strategy<Value = Step> {
    let episode = (0_u32..10).prop_map(episode_id);
    let place = prop_oneof![
        Just(Place::First),
        Just(Place::Last),
        episode.clone().prop_map(Place::Before),
        episode.clone().prop_map(Place::After),
    ];
    let episodes = prop::collection::vec(episode.clone(), 1..4);
    let trim = (0_i64..60_000_000, 0_i64..=60_000_000)
        .prop_map(|(start, end)| Trim { start: Micros::new(start), end: Micros::new(end) });
    let edit = prop_oneof![
        episodes.clone().prop_map(|episodes| Edit::Remove { episodes }),
        (episodes, place.clone()).prop_map(|(episodes, place)| Edit::Move { episodes, place }),
        (episode.clone(), "\\PC{0,12}").prop_map(|(episode, title)| Edit::Retitle { episode, title }),
        (episode, prop::option::of(trim)).prop_map(|(episode, trim)| Edit::Trim { episode, trim }),
        any::<String>().prop_map(|title| Edit::SetTitle { title }),
        any::<String>().prop_map(|description| Edit::SetDescription { description }),
        prop::option::of(0_u32..20_000)
            .prop_map(|cents| Edit::SetPrice { price: cents.map(series::Cents::new) }),
    ];
    prop_oneof![
        2 => (0_u32..10, place).prop_map(|(number, place)| added(number..number + 1, place)),
        6 => edit.prop_map(|edit| Step::Edit { edit }),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_replay_is_the_state(steps in prop::collection::vec(step(), 1..60)) {
        let folder = tempfile::tempdir().unwrap();
        let (store, id) = with_draft(folder.path(), "any");
        let mut history = store.load(id).unwrap();
        let mut taken = Vec::new();
        for step in steps {
            let base = history.revision();
            if history.apply(&step).is_ok() {
                prop_assert_eq!(store.append(id, base, &step, 0).unwrap(), history.revision());
                taken.push(step);
            }
        }
        drop(store);
        let store = open(folder.path());
        // The whole history: what undo and redo lead to as well.
        prop_assert_eq!(store.load(id).unwrap(), history);
        let half = taken.len() / 2;
        prop_assert_eq!(&store.steps_since(id, half as u64).unwrap(), &taken[half..]);
    }
}
