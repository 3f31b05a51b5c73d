//! A damaged ledger: noticed, and what still reads of it taken over. What cannot be known any more counts
//! as unconfirmed: the creator looks before anything is sent a second time.

use std::collections::BTreeSet;

use rusqlite::Connection;
use series::{Happened, Posting, PostingId, Stage, Unanswered};

use super::{insert_line, insert_posting};
use crate::{StorageError, journal::is_sealed};

/// Number (none), time, sealed text and seal of a posting, then the rest of it.
const POSTINGS: &str = "SELECT 0, planned_ms,
        id || char(10) || draft || char(10) || episode || char(10) || target || char(10) || account
           || char(10) || posting,
        seal, lines, posting, place
     FROM postings";

/// Number (place), time, text and seal of a posting's copy.
const COPIES: &str = "SELECT place, planned_ms, posting, seal FROM postings_copy";

/// Is every posting and every line what was written, and is none missing?
pub(crate) fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    // What forbids a second posting is an index: whether it says what the table says, only this looks at.
    for table in ["postings", "postings_copy", "postings_log"] {
        let check = format!("PRAGMA integrity_check({table})");
        let verdict: String = connection.query_row(&check, [], |row| row.get(0))?;
        if verdict != "ok" {
            return Ok(false);
        }
    }
    for sealed in [POSTINGS, COPIES, "SELECT number, at_ms, happened, seal FROM postings_log"] {
        let mut rows = connection.prepare(sealed)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            if !is_sealed(row)? {
                return Ok(false);
            }
        }
    }
    let mut last = connection.prepare(
        "SELECT count(*), max(number), (SELECT happened FROM postings_log WHERE posting = ?1
                                        ORDER BY number DESC LIMIT 1)
         FROM postings_log WHERE posting = ?1",
    )?;
    let mut postings = connection.prepare("SELECT id, lines, open FROM postings")?;
    let mut postings = postings.query([])?;
    while let Some(row) = postings.next()? {
        let (id, lines, open): (String, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (count, highest, happened): (i64, Option<i64>, Option<String>) =
            last.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let over = happened.and_then(|text| serde_json::from_str(&text).ok()).map(|last| ends(&last));
        if count != lines || highest != Some(lines) || over == Some(open) {
            return Ok(false);
        }
    }
    connection.query_row(
        "SELECT NOT EXISTS (SELECT posting FROM postings_log EXCEPT SELECT id FROM postings)
            AND NOT EXISTS (SELECT id, place FROM postings EXCEPT SELECT id, place FROM postings_copy)
            AND NOT EXISTS (SELECT id FROM postings_copy EXCEPT SELECT id FROM postings)",
        [],
        |row| row.get(0),
    )
}

/// Is a posting over when that was the last thing that happened to it?
const fn ends(last: &Happened) -> bool {
    matches!(last, Happened::Posted { .. } | Happened::SeenThere | Happened::Skipped | Happened::Withdrawn)
}

/// A posting that still reads.
struct Found {
    place: i64,
    posting: Posting,
    planned_ms: i64,
    lines: Vec<(i64, Happened)>,
    stage: Stage,
    is_whole: bool,
}

/// Takes over every posting that still reads, each as far as its log does.
pub(crate) fn carry_over(old: &Connection, write: &Connection) -> Result<(), StorageError> {
    let mut found: Vec<_> = ids(old).iter().filter_map(|id| posting(old, id)).collect();
    found.sort_by_key(|found| found.place);
    let open = |found: &&Found| found.is_whole && !found.stage.is_over();
    let taken: BTreeSet<_> = found.iter().filter(open).map(|found| key(&found.posting)).collect();
    for mut found in found {
        let second = is_taken(write, &found.posting)?;
        if !found.is_whole || second && !found.stage.is_over() {
            let taken = second || taken.contains(&key(&found.posting));
            let at_ms = found.lines.last().map_or(found.planned_ms, |line| line.0);
            for happened in doubts(&found.stage, taken) {
                found.stage = found.stage.after(&happened)?;
                found.lines.push((at_ms, happened));
            }
        }
        insert_posting(write, &found.posting, found.planned_ms)?;
        for (number, (at_ms, happened)) in (1..).zip(&found.lines) {
            insert_line(write, found.posting.id, number, *at_ms, happened, !found.stage.is_over())?;
        }
    }
    Ok(())
}

/// The ids of the postings, wherever they still stand.
fn ids(old: &Connection) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for query in ["SELECT id FROM postings NOT INDEXED", "SELECT id FROM postings_copy"] {
        let Ok(mut rows) = old.prepare(query) else { continue };
        let Ok(mut rows) = rows.query([]) else { continue };
        // The first row that does not read ends it: SQLite cannot go on behind a damaged page.
        while let Ok(Some(row)) = rows.next() {
            match row.get(0) {
                Ok(id) if !ids.contains(&id) => ids.push(id),
                _ => {}
            }
        }
    }
    ids
}

/// A posting by its row, or by its copy: then nobody knows how long its log was.
fn posting(old: &Connection, id: &str) -> Option<Found> {
    let by_row = old.query_row(&format!("{POSTINGS} WHERE id = ?1"), [id], |row| {
        Ok(is_sealed(row)?.then_some((row.get(6)?, row.get(1)?, row.get(5)?, row.get(4)?)))
    });
    let by_copy = || {
        old.query_row(&format!("{COPIES} WHERE id = ?1"), [id], |row| {
            Ok(is_sealed(row)?.then_some((row.get(0)?, row.get(1)?, row.get(2)?, 0)))
        })
    };
    let row: (i64, i64, String, i64) = by_row.ok().flatten().or_else(|| by_copy().ok().flatten())?;
    let (place, planned_ms, text, length) = row;
    let posting: Posting = serde_json::from_str(&text).ok()?;
    // An id that was damaged leads to nobody; the posting is found by its own.
    if posting.id.to_string() != id {
        return None;
    }
    let (mut lines, stage) = lines(old, posting.id);
    let is_whole = i64::try_from(lines.len()) == Ok(length) && length > 0;
    if lines.is_empty() {
        lines.push((planned_ms, Happened::Planned));
    }
    Some(Found { place, posting, planned_ms, lines, stage, is_whole })
}

/// The beginning of a log that reads and can have happened, and where it leads.
fn lines(old: &Connection, id: PostingId) -> (Vec<(i64, Happened)>, Stage) {
    let (mut lines, mut stage) = (Vec::new(), Stage::Waiting);
    let query = "SELECT number, at_ms, happened, seal FROM postings_log WHERE posting = ?1 ORDER BY number";
    let Ok(mut rows) = old.prepare(query) else { return (lines, stage) };
    let Ok(mut rows) = rows.query([id.to_string()]) else { return (lines, stage) };
    while let Ok(Some(row)) = rows.next() {
        let (Ok(number), Ok(at_ms), Ok(text)) = (row.get(0), row.get(1), row.get::<_, String>(2)) else {
            break;
        };
        let follows = i64::try_from(lines.len() + 1) == Ok(number) && is_sealed(row).unwrap_or(false);
        let happened: Option<Happened> = serde_json::from_str(&text).ok().filter(|_| follows);
        let Some((happened, next)) =
            happened.and_then(|happened| Some((happened.clone(), stage.clone().after(&happened).ok()?)))
        else {
            break;
        };
        stage = next;
        lines.push((at_ms, happened));
    }
    (lines, stage)
}

/// What there may be one of on its way.
fn key(posting: &Posting) -> [String; 4] {
    let [_, key @ ..] = super::columns(posting);
    key
}

/// Is the episode of this posting on its way there by one that was taken over?
fn is_taken(write: &Connection, posting: &Posting) -> Result<bool, StorageError> {
    Ok(write.query_row(
        "SELECT EXISTS (SELECT 1 FROM postings
             WHERE draft = ?1 AND episode = ?2 AND target = ?3 AND account = ?4 AND open = 1)",
        key(posting),
        |row| row.get(0),
    )?)
}

/// What is written into a log that lost its end: nobody knows, unless it was posted. Where the episode is on
/// its way by another posting, this one was over.
fn doubts(stage: &Stage, taken: bool) -> Vec<Happened> {
    let mut doubts = match stage {
        Stage::Posted { .. } => return vec![],
        _ => vec![Happened::Lost { what: Unanswered::Log }],
    };
    if taken {
        doubts.push(Happened::Skipped);
    }
    doubts
}

#[cfg(test)]
mod tests {
    use series::{ChunkPlan, Next, Refused};

    use super::*;

    fn every_stage() -> Vec<Stage> {
        let (ticket, plan) = (String::from("t"), ChunkPlan::of(70_000_000).unwrap());
        vec![
            Stage::Waiting,
            Stage::Reserving,
            Stage::Sending { ticket: ticket.clone(), plan, held: 0, all_went: false, until_ms: 0 },
            Stage::Processing { ticket: ticket.clone() },
            Stage::Posted { post: None },
            Stage::Refused { refused: Refused::of("internal", "", "") },
            Stage::Unconfirmed { what: Unanswered::Place, ticket: None },
            Stage::Unreachable { was: Box::new(Stage::Waiting) },
            Stage::Skipped,
            Stage::Withdrawn,
        ]
    }

    #[test]
    fn a_log_that_lost_its_end_asks_the_creator_or_is_over() {
        for stage in every_stage() {
            for taken in [false, true] {
                let doubts = doubts(&stage, taken);
                let after = doubts.iter().try_fold(stage.clone(), Stage::after).unwrap();
                let expected = if taken || stage.is_over() && !stage.is_off() {
                    Next::Nothing
                } else {
                    Next::AskCreator
                };
                assert_eq!(after.next(false), expected, "{stage:?} {taken}");
                // Nobody is told that nothing of it can be there.
                let said = after.message(series::Target::TiktokPost).key;
                assert!(expected == Next::Nothing || said == "stage.unconfirmed_log", "{stage:?}: {said}");
            }
        }
    }

    #[test]
    fn the_last_line_tells_whether_it_is_over() {
        let refused = || Happened::Refused { refused: Refused::of("internal", "", "") };
        for last in [
            Happened::Planned,
            Happened::Reserving,
            Happened::Held { bytes: 0 },
            Happened::Sent,
            Happened::Posted { post: None },
            refused(),
            Happened::Lost { what: Unanswered::Status },
            Happened::Lost { what: Unanswered::Log },
            Happened::Unreachable,
            Happened::SeenThere,
            Happened::Again,
            Happened::Skipped,
            Happened::Withdrawn,
        ] {
            for stage in every_stage() {
                let Ok(after) = stage.after(&last) else { continue };
                assert_eq!(after.is_over(), ends(&last), "{last:?}");
            }
        }
    }
}
