//! Damaged databases.

use std::{
    fs,
    path::{Path, PathBuf},
};

use series::{Draft, DraftId, History, Step};
use storage::{Connected, Store};

use crate::support::{draft_id, titled, with_draft};

const PAGE: usize = 4096;
const DRAFTS: usize = 6;
const STEPS: u64 = 60;

/// A folder with drafts whose journals are several pages each, closed properly.
fn full(folder: &Path) -> Vec<(DraftId, History)> {
    let (store, first) = with_draft(folder, "draft 0");
    let mut ids = vec![first];
    for number in 1..DRAFTS {
        let draft = Draft::new(draft_id(), format!("draft {number}"));
        store.create(&draft, 1_000).unwrap();
        ids.push(draft.id);
    }
    store.change_settings(|settings| drop(settings.insert("language".into(), "fr".into()))).unwrap();
    for base in 0..STEPS {
        for id in &ids {
            store.append(*id, base, &long(base), 2_000).unwrap();
        }
    }
    ids.into_iter().map(|id| (id, store.load(id).unwrap())).collect()
}

fn long(number: u64) -> Step {
    titled(format!("{number} {}", "long ".repeat(40)))
}

/// Opens the folder after the damage. Whatever it was, the store works, and what it holds is sound.
fn opened(folder: &Path, what: &str) -> (Store, Option<PathBuf>) {
    let opened = Store::open(folder).unwrap_or_else(|error| panic!("{what}: {error}"));
    for row in opened.store.list().unwrap() {
        let history = opened.store.load(row.id).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(history.revision(), row.revision, "{what}");
        opened.store.append(row.id, row.revision, &titled("after"), 3_000).unwrap();
    }
    opened.store.create(&Draft::new(draft_id(), "new"), 3_000).unwrap();
    assert_eq!(Store::open(folder).unwrap().set_aside, None, "{what}: it is sound now");
    (opened.store, opened.set_aside)
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn what_is_no_database_is_set_aside_as_it_was() {
    let noise: Vec<u8> =
        (0..20_000_u32).flat_map(|n| blake3::hash(&n.to_le_bytes()).as_bytes()[..1].to_vec()).collect();
    for (what, bytes) in
        [("noise", noise.as_slice()), ("text", b"not a database at all".as_slice()), ("zeroes", &[0; 9_000])]
    {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("drafts.db");
        fs::write(&database, bytes).unwrap();
        let (store, aside) = opened(folder.path(), what);
        let aside = aside.unwrap_or_else(|| panic!("{what} passed"));
        assert_eq!(fs::read(&aside).unwrap(), bytes, "{what}");
        assert!(name(&aside).starts_with("drafts.damaged-") && name(&aside).ends_with("Z.db"), "{aside:?}");
        assert_eq!(store.list().unwrap().len(), 1, "{what}");
        assert!(fs::read_dir(folder.path()).unwrap().flatten().all(|entry| !entry.path().is_dir()), "{what}");
    }
}

#[test]
fn damaged_twice_in_a_second_keeps_both() {
    let folder = tempfile::tempdir().unwrap();
    let asides: Vec<_> = ["first damage", "second damage", "third damage"]
        .map(|text| {
            // Long enough to be taken for a database.
            let bytes = text.repeat(100);
            for part in ["drafts.db-wal", "drafts.db-shm"] {
                let _ = fs::remove_file(folder.path().join(part));
            }
            fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
            (opened(folder.path(), text).1.expect("set aside"), bytes)
        })
        .into();
    for (aside, bytes) in asides {
        assert_eq!(fs::read_to_string(aside).unwrap(), bytes);
    }
}

#[test]
fn a_cut_database_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    full(folder.path());
    let whole = fs::read(folder.path().join("drafts.db")).unwrap();
    for length in [2, 99, 100, 512, PAGE, PAGE + 1, whole.len() / 2, whole.len() - PAGE] {
        let what = format!("cut to {length} of {}", whole.len());
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("drafts.db"), &whole[..length]).unwrap();
        let (_, aside) = opened(folder.path(), &what);
        assert_eq!(fs::read(aside.unwrap_or_else(|| panic!("{what}: passed"))).unwrap(), whole[..length]);
    }
}

#[test]
fn behind_a_zeroed_page_everything_that_reads_is_taken_over() {
    let origin = tempfile::tempdir().unwrap();
    let drafts = full(origin.path());
    let whole = fs::read(origin.path().join("drafts.db")).unwrap();
    let pages = whole.len() / PAGE;
    assert!(pages > 20);
    let (mut drafts_whole, mut cut) = (0, 0);
    for page in 0..pages {
        let what = format!("page {page} zeroed");
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[page * PAGE..][..PAGE].fill(0);
        fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
        let (store, aside) = opened(folder.path(), &what);
        let aside = aside.unwrap_or_else(|| panic!("{what}: passed"));
        assert_eq!(fs::read(aside).unwrap(), bytes, "{what}: kept as it was");
        for (id, history) in &drafts {
            // `opened` appended one step to whatever there was.
            match store.load(*id) {
                Ok(kept) if kept.revision() == STEPS + 1 => {
                    let mut history = history.clone();
                    history.apply(&titled("after")).unwrap();
                    assert_eq!(kept.draft(), history.draft(), "{what}");
                    drafts_whole += 1;
                }
                Ok(kept) if kept.revision() > 1 => cut += 1,
                _ => {}
            }
        }
    }
    // A page of a journal costs one draft its end: the others are whole.
    let leaves = pages - 5;
    assert!(drafts_whole >= leaves * (DRAFTS - 1), "{drafts_whole} whole, {cut} cut, {pages} pages");
    assert!(cut >= leaves / 2, "{drafts_whole} whole, {cut} cut, {pages} pages");
}

#[test]
fn one_wrong_byte_is_noticed_wherever_a_step_stands() {
    let origin = tempfile::tempdir().unwrap();
    let drafts = full(origin.path());
    let whole = fs::read(origin.path().join("drafts.db")).unwrap();
    let mut noticed = 0;
    // A step that meets every place of a page in turn.
    for at in (PAGE..whole.len()).step_by(997) {
        let what = format!("byte {at} wrong");
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[at] ^= 0x01;
        fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
        let (store, aside) = opened(folder.path(), &what);
        if aside.is_some() {
            noticed += 1;
        } else {
            for (id, _) in &drafts {
                // What `opened` appended is the only difference.
                let mut steps = store.steps_since(*id, 0).unwrap();
                assert_eq!(steps.pop(), Some(titled("after")), "{what}");
                assert!(steps.into_iter().eq((0..STEPS).map(long)), "{what}");
            }
        }
    }
    assert!(noticed > 100, "{noticed}");
}

#[test]
fn connections_that_still_read_are_taken_over_in_their_order() {
    let origin = tempfile::tempdir().unwrap();
    let (store, _) = with_draft(origin.path(), "one");
    let made = |n: i64| Connected {
        at_ms: n,
        host: format!("upload-{n:060}.example"),
        purpose: "upload".to_owned(),
        bytes_out: n.unsigned_abs(),
        bytes_in: 1,
    };
    let count = 300;
    for n in 0..count {
        store.connected(&made(n)).unwrap();
    }
    drop(store);
    let whole = fs::read(origin.path().join("drafts.db")).unwrap();
    let (mut noticed, mut best, mut all) = (0, 0, 0);
    for page in 1..whole.len() / PAGE {
        let what = format!("page {page} zeroed");
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        bytes[page * PAGE..][..PAGE].fill(0);
        fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
        let (store, aside) = opened(folder.path(), &what);
        noticed += u32::from(aside.is_some());
        let kept = store.connections(u32::MAX).unwrap();
        assert!(kept.windows(2).all(|two| two[0].at_ms > two[1].at_ms), "{what}");
        assert!(kept.iter().all(|kept| *kept == made(kept.at_ms)), "{what}");
        if kept.len() == 300 { all += 1 } else { best = best.max(kept.len()) }
    }
    // A page in the middle costs what stood on it: what is before and behind is there.
    assert!(noticed > 5 && all > 5 && best > 200, "{noticed} noticed, {all} whole, {best} at best else");
}

#[test]
fn settings_and_the_archive_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = full(folder.path());
    let database = folder.path().join("drafts.db");
    Store::open(folder.path()).unwrap().store.set_archived(drafts[0].0, true).unwrap();
    // The last page is a journal's: the tables before it still read.
    let mut bytes = fs::read(&database).unwrap();
    let last = bytes.len() - PAGE;
    bytes[last..].fill(0);
    fs::write(&database, bytes).unwrap();
    let (store, aside) = opened(folder.path(), "last page");
    assert!(aside.is_some());
    assert_eq!(store.settings().unwrap(), Some(serde_json::json!({ "language": "fr" })));
    let archived: Vec<_> =
        store.list().unwrap().into_iter().filter(|row| row.archived).map(|row| row.id).collect();
    assert_eq!(archived, [drafts[0].0]);
}

#[test]
fn a_damaged_log_costs_no_more_than_what_was_not_in_the_database_yet() {
    let folder = tempfile::tempdir().unwrap();
    let (store, id) = with_draft(folder.path(), "one");
    store.append(id, 0, &titled("two"), 0).unwrap();
    let copy = tempfile::tempdir().unwrap();
    for part in ["drafts.db", "drafts.db-wal"] {
        fs::copy(folder.path().join(part), copy.path().join(part)).unwrap();
    }
    let log = copy.path().join("drafts.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xA5);
    fs::write(&log, bytes).unwrap();
    opened(copy.path(), "log");
}

#[test]
fn a_newer_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    with_draft(folder.path(), "one");
    let database = folder.path().join("drafts.db");
    rusqlite::Connection::open(&database).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(&database).unwrap();
    let refused = Store::open(folder.path());
    assert!(matches!(refused, Err(storage::StorageError::TooNew { found: 99, known: 5 })), "{refused:?}");
    assert_eq!(fs::read(&database).unwrap(), before);
}
