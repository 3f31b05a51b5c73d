//! The ledger's writer, killed between any two of its lines: none that was acknowledged is lost, and whoever
//! comes after goes on with the next.

use std::{env, path::Path};

use storage::Store;

use crate::{
    killed::{killed_after, say},
    postings::{draft, posting, way},
    support::open,
};

const FOLDER: &str = "SHOWRUNNER_TEST_LEDGER_KILL_FOLDER";
/// Lines of a posting: its planning, and its way.
const LINES: u64 = 20;
/// Every place between two lines is met twice.
const ROUNDS: u64 = 2 * LINES;

/// How many lines there are of all postings, each of which must be the beginning of the way.
fn written(store: &Store) -> u64 {
    let way = way();
    let postings = store.postings(draft()).unwrap();
    for (at, standing) in postings.iter().enumerate() {
        let log = store.log(standing.posting.id).unwrap();
        assert!(log.iter().skip(1).map(|line| &line.happened).eq(&way[..log.len() - 1]), "{log:?}");
        assert_eq!(standing.lines, log.len() as u64);
        assert!(standing.lines == LINES || at + 1 == postings.len(), "only the last may be under way");
    }
    postings.iter().map(|standing| standing.lines).sum()
}

/// Not a test of its own: the process that is killed. It goes on where the ledger is, and says so.
#[test]
fn writing_for_ever() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let store = open(Path::new(&folder));
    let mut lines = written(&store);
    loop {
        let (number, next) = (u128::from(lines / LINES), usize::try_from(lines % LINES).unwrap());
        match next {
            0 => store.plan(&[posting(number)], &[], 0).unwrap(),
            _ => drop(store.happened(posting(number).id, lines % LINES, &way()[next - 1], 0).unwrap()),
        }
        lines += 1;
        say(lines);
    }
}

#[test]
fn killed_between_any_two_lines_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = 0;
    for round in 0..ROUNDS {
        // Killed behind another line of a posting each time.
        let nth = (LINES + round % LINES - before % LINES) % LINES + 1;
        let acknowledged =
            killed_after(nth, "ledger_kill::writing_for_ever", &[(FOLDER, folder.path().as_os_str())]);
        let lines = written(&open(folder.path()));
        // One more may be there: kept, and killed before it could say so.
        assert!((acknowledged..=acknowledged + 1).contains(&lines), "{acknowledged} of {lines}");
        assert!(acknowledged > before);
        before = lines;
    }
}
