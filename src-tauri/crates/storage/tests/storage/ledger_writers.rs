//! Two programs write to one ledger: whoever knows less writes nothing, and both read the same.

use std::thread;

use proptest::prelude::*;
use series::{Happened, Next, Refused, Stage, Unanswered};
use storage::StorageError;

use crate::{
    postings::{draft, id, posting, reserved, way},
    support::open,
};

#[test]
fn whoever_knows_less_or_says_what_cannot_be_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, theirs) = (open(folder.path()), open(folder.path()));
    mine.plan(&[posting(1)], &[], 0).unwrap();
    theirs.happened(id(1), 1, &Happened::Reserving, 5).unwrap();
    let late = mine.happened(id(1), 1, &Happened::Reserving, 6);
    assert!(matches!(late, Err(StorageError::PostingMovedOn { lines: 2, .. })), "{late:?}");
    let early = mine.happened(id(1), 3, &reserved(), 6);
    assert!(matches!(early, Err(StorageError::PostingMovedOn { lines: 2, .. })), "{early:?}");
    let impossible = mine.happened(id(1), 2, &Happened::Reserving, 6);
    assert!(matches!(impossible, Err(StorageError::Impossible(_))), "{impossible:?}");
    assert_eq!(mine.log(id(1)).unwrap().len(), 2);
    assert_eq!(mine.posting(id(1)).unwrap().stage.next(false), Next::GiveUpAnswer);
    let lost = mine.happened(id(1), 2, &Happened::Lost { what: Unanswered::Place }, 7).unwrap();
    assert_eq!((lost.stage.next(false), lost.lines, lost.since_ms), (Next::AskCreator, 3, 7));
    assert_eq!(theirs.posting(id(1)).unwrap(), lost);
}

/// Anything that may be said of a posting, whether it can have happened or not.
fn anything() -> impl Strategy<Value = Happened> {
    prop_oneof![
        3 => Just(Happened::Reserving),
        3 => Just(reserved()),
        3 => (0..14_u64).prop_map(|chunk| Happened::Sending { from: chunk * 10_000_000 }),
        3 => (0..=14_u64).prop_map(|chunk| Happened::Held { bytes: chunk * 10_000_000 }),
        1 => Just(Happened::NotAsked),
        1 => Just(Happened::Sent),
        1 => Just(Happened::Refused { refused: Refused::of("internal", "", "") }),
        1 => Just(Happened::Lost { what: Unanswered::Place }),
        1 => Just(Happened::Lost { what: Unanswered::Status }),
        2 => Just(Happened::Again),
        1 => Just(Happened::Unreachable),
        1 => Just(Happened::Skipped),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn where_it_stands_is_where_its_log_leads_whoever_of_two_writes(
        all in prop::collection::vec((prop::bool::ANY, anything()), 1..60)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let both = [open(folder.path()), open(folder.path())];
        both[0].plan(&[posting(1)], &[], 0).unwrap();
        // Each goes by what it saw last, as two programs do.
        let mut seen = [both[0].posting(id(1)).unwrap(), both[1].posting(id(1)).unwrap()];
        for (at_ms, (second, happened)) in (1..).zip(all) {
            let (store, seen) = (&both[usize::from(second)], &mut seen[usize::from(second)]);
            let before = store.posting(id(1)).unwrap();
            let after = store.happened(id(1), seen.lines, &happened, at_ms);
            let now = store.posting(id(1)).unwrap();
            match after {
                Ok(after) => prop_assert_eq!((after.lines, &after), (before.lines + 1, &now)),
                Err(StorageError::PostingMovedOn { lines, .. }) => {
                    prop_assert!(lines == before.lines && seen.lines != lines);
                }
                Err(StorageError::Impossible(_)) => prop_assert!(before.stage.clone().after(&happened).is_err()),
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
            let log = store.log(id(1)).unwrap();
            prop_assert_eq!(&Stage::of(log.iter().map(|line| &line.happened)).unwrap(), &now.stage);
            *seen = now;
        }
    }
}

#[test]
fn of_many_who_ask_for_a_place_at_once_one_may() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).plan(&(0..8).map(posting).collect::<Vec<_>>(), &[], 0).unwrap();
    let may: Vec<u32> = thread::scope(|scope| {
        let hands: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let store = open(folder.path());
                    let tried = (0..8).map(|n| store.happened(id(n), 1, &Happened::Reserving, 0));
                    tried.map(|tried| u32::from(tried.is_ok())).sum()
                })
            })
            .collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).collect()
    });
    assert_eq!(may.iter().sum::<u32>(), 8, "{may:?}");
}

#[test]
fn what_another_process_wrote_is_read_on_where_this_one_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (open(folder.path()), open(folder.path()));
    here.plan(&[posting(1), posting(2)], &[], 0).unwrap();
    let way = way();
    for upto in 0..=way.len() {
        if let Some(last) = upto.checked_sub(1) {
            there.happened(id(1), upto as u64, &way[last], 0).unwrap();
        }
        // A third one knows nothing, and reads it all.
        let fresh = open(folder.path()).postings(draft()).unwrap();
        assert_eq!(here.postings(draft()).unwrap(), fresh);
        assert_eq!((here.posting(id(1)).unwrap().lines, fresh[1].lines), (upto as u64 + 1, 1));
    }
    let moved = here.happened(id(1), 1, &Happened::Reserving, 0);
    assert!(matches!(moved, Err(StorageError::PostingMovedOn { lines: 20, .. })), "{moved:?}");
}
