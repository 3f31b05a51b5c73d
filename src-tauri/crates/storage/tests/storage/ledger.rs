//! The ledger: nothing is planned twice, nothing is written twice, nothing is lost.

use std::time::Instant;

use series::{AccountId, DraftId, Happened, Moment, Next, Posting, Refused, Stage, Target, Unanswered};
use storage::{StorageError, Store};
use uuid::Uuid;

use crate::{
    postings::{account, draft, happened, id, posting, way},
    support::open,
};

#[test]
fn what_happened_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.plan(&[posting(2), posting(1)], &[], 50).unwrap();
    assert_eq!(happened(&store, id(1), &way()), Stage::Posted { post: Some("7".into()) });
    happened(&store, id(2), &way()[..3]);
    drop(store);

    let store = open(folder.path());
    let all = store.postings(draft()).unwrap();
    assert_eq!(all.iter().map(|one| one.posting.clone()).collect::<Vec<_>>(), [posting(2), posting(1)]);
    assert_eq!(all[0].stage.next(false), Next::AskHeld, "a chunk may have been under way");
    assert_eq!((all[0].lines, all[0].planned_ms, all[0].since_ms), (4, 50, 100));
    assert_eq!(store.open_postings().unwrap(), all[..1]);
    assert_eq!(store.posting(id(1)).unwrap(), all[1]);
    let log = store.log(id(1)).unwrap();
    assert!(log.iter().map(|line| line.number).eq(1..=log.len() as u64));
    assert_eq!(log[0].happened, Happened::Planned);
    assert!(log.iter().skip(1).map(|line| &line.happened).eq(&way()));
    assert_eq!(store.postings(DraftId::new(Uuid::nil())).unwrap(), []);
    for refused in [
        store.posting(id(3)).map(|_| ()),
        store.log(id(3)).map(|_| ()),
        store.happened(id(3), 0, &Happened::Planned, 0).map(|_| ()),
    ] {
        assert!(matches!(refused, Err(StorageError::UnknownPosting { .. })), "{refused:?}");
    }
}

#[test]
fn an_episode_is_on_its_way_to_a_place_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.plan(&[posting(1)], &[], 0).unwrap();
    let again = |number| Posting { id: id(number), ..posting(1) };
    let refused = |stage: &str, planned: Result<(), StorageError>| {
        assert!(
            matches!(planned, Err(StorageError::OnItsWay { id: found }) if found == id(1)),
            "{stage}: {planned:?}"
        );
    };
    refused("waiting", store.plan(&[posting(2), again(11)], &[id(1)], 0));
    assert!(store.posting(id(2)).is_err(), "all or none");
    for elsewhere in [
        Posting { target: Target::TiktokPost, ..again(12) },
        Posting { account: AccountId("tiktok:other".into()), ..again(13) },
        Posting { draft: DraftId::new(Uuid::from_u128(8)), ..again(14) },
    ] {
        store.plan(&[elsewhere], &[], 0).unwrap();
    }
    happened(&store, id(1), &way()[..3]);
    refused("sending", store.plan(&[again(11)], &[], 0));
    happened(&store, id(1), &[Happened::Refused { refused: Refused::of("internal", "", "") }]);
    refused("refused: it is asked for again, not planned", store.plan(&[again(11)], &[], 0));
    happened(&store, id(1), &[Happened::Skipped]);
    store.plan(&[again(11)], &[], 0).unwrap();
    let back = store.happened(id(1), store.posting(id(1)).unwrap().lines, &Happened::Again, 0);
    assert!(matches!(back, Err(StorageError::OnItsWay { id: found }) if found == id(11)), "{back:?}");

    happened(&store, id(11), &way());
    let unaware = store.plan(&[again(15)], &[id(1)], 0);
    assert!(
        matches!(unaware, Err(StorageError::PostedBefore { id: found }) if found == id(11)),
        "{unaware:?}"
    );
    let back = store.happened(id(1), store.posting(id(1)).unwrap().lines, &Happened::Again, 0);
    assert!(matches!(back, Err(StorageError::PostedBefore { .. })), "{back:?}");
    store.plan(&[again(15)], &[id(11)], 0).unwrap();
    happened(&store, id(15), &[Happened::Withdrawn]);
    store.plan(&[again(16)], &[id(11)], 0).unwrap();
    assert!(store.plan(&[posting(3), Posting { id: id(4), ..posting(3) }], &[], 0).is_err(), "two at once");
    assert!(store.postings(draft()).unwrap().iter().all(|one| one.posting.id != id(3)));
}

#[test]
fn what_was_skipped_comes_back_when_nobody_took_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.plan(&[posting(1)], &[], 0).unwrap();
    happened(&store, id(1), &[Happened::Skipped]);
    assert_eq!(store.open_postings().unwrap(), []);
    assert_eq!(happened(&store, id(1), &[Happened::Again]), Stage::Waiting);
    assert_eq!(store.open_postings().unwrap().len(), 1);
    assert!(store.plan(&[Posting { id: id(2), ..posting(1) }], &[], 0).is_err());
}

#[test]
fn the_calendar_sees_what_an_account_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let other = Posting { account: AccountId("tiktok:other".into()), ..posting(3) };
    let post = Posting { target: Target::TiktokPost, ..posting(2) };
    store.plan(&[posting(1), post, other], &[], 0).unwrap();
    for (number, at_ms) in [(1, 10), (2, 20), (3, 30)] {
        store.happened(id(number), 1, &Happened::Reserving, at_ms).unwrap();
    }
    store.happened(id(1), 2, &Happened::Lost { what: Unanswered::Place }, 40).unwrap();
    store.happened(id(1), 3, &Happened::Again, 50).unwrap();
    store.happened(id(1), 4, &Happened::Reserving, 60).unwrap();
    let moment = |at_ms, target| Moment { at_ms, target };
    let all =
        [moment(10, Target::TiktokDraft), moment(20, Target::TiktokPost), moment(60, Target::TiktokDraft)];
    assert_eq!(store.moments(&account(), 10).unwrap(), all);
    assert_eq!(store.moments(&account(), 11).unwrap(), all[1..]);
    assert_eq!(store.moments(&account(), 61).unwrap(), []);
}

#[test]
fn a_question_that_did_not_leave_takes_no_place_in_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.plan(&[posting(1), posting(2)], &[], 0).unwrap();
    for (lines, happened) in [(1, Happened::Reserving), (2, Happened::NotAsked), (3, Happened::Reserving)] {
        store.happened(id(1), lines, &happened, i64::try_from(lines).unwrap()).unwrap();
    }
    // Nobody knows yet whether this one left: it counts until that is known.
    let moment = |at_ms| Moment { at_ms, target: Target::TiktokDraft };
    assert_eq!(store.moments(&account(), 0).unwrap(), [moment(3)]);
    store.happened(id(1), 4, &Happened::NotAsked, 4).unwrap();
    // Another posting's line does not answer for it.
    store.happened(id(2), 1, &Happened::Reserving, 5).unwrap();
    assert_eq!(store.moments(&account(), 0).unwrap(), [moment(5)]);
}

#[test]
fn the_database_itself_refuses_a_changed_line_and_a_second_posting_on_its_way() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).plan(&[posting(1)], &[], 0).unwrap();
    let raw = rusqlite::Connection::open(folder.path().join("drafts.db")).unwrap();
    for sql in [
        "UPDATE postings_log SET at_ms = 1",
        "DELETE FROM postings_log",
        "INSERT INTO postings SELECT 2, 'other', draft, episode, target, account, 0, posting, seal, 0, 1 FROM postings",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
    let closed = "INSERT INTO postings SELECT 2, 'other', draft, episode, target, account, 0, posting, seal, 0, 0 FROM postings";
    assert!(raw.execute(closed, []).is_ok());
}

#[test]
fn eighty_episodes_of_twenty_steps_are_decided_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.plan(&(0..80).map(posting).collect::<Vec<_>>(), &[], 0).unwrap();
    let way = way();
    assert_eq!(way.len(), 19);
    let mut waited = rusqlite::Connection::open(folder.path().join("drafts.db")).unwrap();
    let write = waited.transaction().unwrap();
    // As the store writes it, without waiting for the disk 1,520 times.
    for number in 0..80 {
        for (line, happened) in way.iter().enumerate() {
            let json = serde_json::to_string(happened).unwrap();
            write
                .execute(
                    "INSERT INTO postings_log VALUES (?1, ?2, 0, ?3, x'00')",
                    rusqlite::params![id(number).to_string(), i64::try_from(line).unwrap() + 2, json],
                )
                .unwrap();
        }
    }
    write.commit().unwrap();
    let began = Instant::now();
    let decided: Vec<_> =
        store.postings(draft()).unwrap().iter().map(|one| (one.lines, one.stage.next(false))).collect();
    let took = began.elapsed();
    assert_eq!(decided, vec![(20, Next::Nothing); 80]);
    println!("80 postings of 20 lines decided in {took:?}");
    assert!(took.as_millis() < 1_000, "{took:?}");
}

/// Bytes of a page of the database.
const PAGE: usize = 4096;

#[test]
fn behind_a_damaged_page_nothing_is_sent_a_second_time() {
    let origin = tempfile::tempdir().unwrap();
    let store = open(origin.path());
    let count = 24;
    store.plan(&(0..count).map(posting).collect::<Vec<_>>(), &[], 0).unwrap();
    for number in 0..count {
        // Some wait, some are under way, some are there.
        let steps = usize::try_from(number).unwrap() * 5 % 20;
        happened(&store, id(number), &way()[..steps]);
    }
    let before: Vec<_> = store.postings(draft()).unwrap();
    drop(store);
    let whole = std::fs::read(origin.path().join("drafts.db")).unwrap();
    let (mut same, mut doubtful, mut lost, mut noticed) = (0, 0, 0, 0);
    for (page, wrong) in (1..whole.len() / PAGE).flat_map(|page| [(page, None), (page, Some(2_000 + page))]) {
        let what = format!("page {page} {wrong:?}");
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = whole.clone();
        match wrong {
            None => bytes[page * PAGE..][..PAGE].fill(0),
            Some(at) => bytes[page * PAGE + at] ^= 0x01,
        }
        std::fs::write(folder.path().join("drafts.db"), &bytes).unwrap();
        let opened = Store::open(folder.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
        noticed += u32::from(opened.set_aside.is_some());
        for before in &before {
            match opened.store.posting(before.posting.id) {
                Ok(now) if now == *before => same += 1,
                Ok(now) => {
                    assert!(opened.set_aside.is_some(), "{what}: {now:?}");
                    assert_eq!(now.posting, before.posting, "{what}");
                    assert_eq!(now.stage.next(false), Next::AskCreator, "{what}: {before:?} became {now:?}");
                    doubtful += 1;
                }
                Err(StorageError::UnknownPosting { .. }) => lost += 1,
                Err(error) => panic!("{what}: {error}"),
            }
        }
        // What is open is still the one of its episode.
        let open = opened.store.open_postings().unwrap();
        for open in &open {
            let second = Posting { id: id(1_000), ..open.posting.clone() };
            let planned = opened.store.plan(&[second], &[], 0);
            assert!(matches!(planned, Err(StorageError::OnItsWay { .. })), "{what}: {planned:?}");
        }
        drop(opened);
        assert_eq!(Store::open(folder.path()).unwrap().set_aside, None, "{what}: it is sound now");
    }
    println!("{noticed} damages noticed: {same} postings as before, {doubtful} unconfirmed, {lost} lost");
    assert!(noticed > 20 && doubtful > 20 && same > doubtful && lost == 0);
}
