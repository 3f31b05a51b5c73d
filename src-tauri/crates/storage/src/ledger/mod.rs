//! The ledger: each posting, and what happened to it. Lines are only ever added, and each is committed before the
//! next step is done: whoever reads it after a crash knows what may have been asked for. All but one kind
//! ([`is_told_again`]) are on disk by then, so that a power cut takes none of them.

mod damage;
mod instead;
mod known;

use rusqlite::{Connection, Row, TransactionBehavior, params};
use series::{AccountId, DraftId, Happened, Moment, Posting, PostingId, Stage};

use crate::{StorageError, Store, journal::seal, store::Unsynced};

pub(crate) use damage::{carry_over, is_sound};
pub(crate) use known::Known;

/// A posting, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The posting.
    pub posting: Posting,
    /// How many lines its log has: whoever adds one says how many they know.
    pub lines: u64,
    /// Where it stands after all of them.
    pub stage: Stage,
    /// When it was planned, in milliseconds since 1970.
    pub planned_ms: i64,
    /// When the last thing happened to it, in milliseconds since 1970.
    pub since_ms: i64,
    /// When places were asked for it, in milliseconds since 1970. A question that did not leave took none.
    pub asked_ms: Vec<i64>,
}

impl Standing {
    /// Takes the next line of its log.
    fn take(&mut self, number: u64, at_ms: i64, happened: &Happened) -> Result<(), StorageError> {
        self.stage = std::mem::replace(&mut self.stage, Stage::Waiting).after(happened)?;
        self.lines = number;
        self.since_ms = at_ms;
        match happened {
            Happened::Reserving => self.asked_ms.push(at_ms),
            Happened::NotAsked => drop(self.asked_ms.pop()),
            _ => {}
        }
        Ok(())
    }
}

/// One line of a posting's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number; the first is 1.
    pub number: u64,
    /// When it happened, in milliseconds since 1970.
    pub at_ms: i64,
    /// What happened.
    pub happened: Happened,
}

impl Store {
    /// Puts postings on the list, all or none, in that order; each log begins with [`Happened::Planned`].
    ///
    /// An episode of a draft is on its way to an account and a target once. What was posted there is only
    /// planned anew by somebody who knows of it: `aware_of` are those postings.
    ///
    /// # Errors
    /// [`StorageError::OnItsWay`], [`StorageError::PostedBefore`]: nothing is written then; or what the
    /// database says.
    pub fn plan(&self, postings: &[Posting], aware_of: &[PostingId], at_ms: i64) -> Result<(), StorageError> {
        self.with_known(|connection, known| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for posting in postings {
                refuse_a_second(&write, known, posting, aware_of)?;
                insert_posting(&write, posting, at_ms)?;
                insert_line(&write, posting.id, 1, at_ms, &Happened::Planned, true)?;
            }
            Ok(write.commit()?)
        })
    }

    /// Writes down what happened to a posting of which the caller knows `lines` lines, and says where it
    /// stands now. It is on disk when this returns; what the platform tells again ([`is_told_again`]) is
    /// safe from a crash then, and from a power cut with the line after it.
    ///
    /// # Errors
    /// [`StorageError::PostingMovedOn`] when somebody else added a line, [`StorageError::Impossible`],
    /// [`StorageError::UnknownPosting`], [`StorageError::UnreadableLine`], for one that was skipped and
    /// comes back [`StorageError::OnItsWay`] and [`StorageError::PostedBefore`]: nothing is written then;
    /// or what the database says.
    pub fn happened(
        &self,
        id: PostingId,
        lines: u64,
        happened: &Happened,
        at_ms: i64,
    ) -> Result<Standing, StorageError> {
        let append = |connection: &mut Connection, known: &mut Known| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut standing = known.standing(&write, id)?;
            if standing.lines != lines {
                return Err(StorageError::PostingMovedOn { id, lines: standing.lines });
            }
            let was_over = standing.stage.is_over();
            standing.take(lines + 1, at_ms, happened)?;
            let is_open = !standing.stage.is_over();
            if was_over && is_open {
                refuse_a_second(&write, known, &standing.posting, &[])?;
            }
            insert_line(&write, id, standing.lines, at_ms, happened, is_open)?;
            write.commit()?;
            known.learn(&standing);
            Ok(standing)
        };
        self.with_known(|connection, known| {
            if is_told_again(known.standing(connection, id)?.posting.file.bytes, happened) {
                append(Unsynced::of(connection)?.connection(), known)
            } else {
                append(connection, known)
            }
        })
    }

    /// A posting, and where it stands.
    ///
    /// # Errors
    /// [`StorageError::UnknownPosting`], [`StorageError::UnreadableLine`], or what the database says.
    pub fn posting(&self, id: PostingId) -> Result<Standing, StorageError> {
        self.with_known(|connection, known| known.standing(connection, id))
    }

    /// The postings of a draft, in the order in which they were planned.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn postings(&self, draft: DraftId) -> Result<Vec<Standing>, StorageError> {
        self.with_known(|connection, known| known.standings(connection, "draft = ?1", &draft.to_string()))
    }

    /// The postings of all drafts that are not over, in the order in which they were planned.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn open_postings(&self) -> Result<Vec<Standing>, StorageError> {
        self.with_known(|connection, known| known.standings(connection, "open = ?1", &1))
    }

    /// All that happened to a posting, in order.
    ///
    /// # Errors
    /// [`StorageError::UnknownPosting`], [`StorageError::UnreadableLine`], or what the database says.
    pub fn log(&self, id: PostingId) -> Result<Vec<LogLine>, StorageError> {
        self.with(|connection| {
            let mut rows = connection.prepare_cached(
                "SELECT number, at_ms, happened FROM postings_log WHERE posting = ?1 ORDER BY number",
            )?;
            let mut rows = rows.query([id.to_string()])?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                lines.push(line(id, row, 0)?);
            }
            if lines.is_empty() { Err(StorageError::UnknownPosting { id }) } else { Ok(lines) }
        })
    }

    /// When an account asked for places since then, for the calendar.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn moments(&self, account: &AccountId, since_ms: i64) -> Result<Vec<Moment>, StorageError> {
        let all = self.postings_to(account)?;
        let moments = |one: &Standing| {
            let Standing { posting: Posting { target, .. }, asked_ms, .. } = one;
            asked_ms.iter().map(|at_ms| Moment { at_ms: *at_ms, target: *target }).collect::<Vec<_>>()
        };
        let mut since: Vec<_> =
            all.iter().flat_map(moments).filter(|moment| moment.at_ms >= since_ms).collect();
        since.sort_by_key(|moment| moment.at_ms);
        Ok(since)
    }
}

/// Is that nothing more than a part of a file that arrived? Where a power cut takes the line, the platform is asked,
/// and says it again; one that does not say how much it holds is sent those parts again. A file is sent in hundreds of
/// parts, and none waits for the disk. Behind the last part all of it may be there for everybody, so that line is not
/// one of them.
fn is_told_again(file_bytes: u64, happened: &Happened) -> bool {
    matches!(happened, Happened::Held { bytes } if *bytes < file_bytes)
}

/// Refuses a posting whose episode is on its way there, or was posted there without the caller knowing.
fn refuse_a_second(
    write: &Connection,
    known: &Known,
    posting: &Posting,
    aware_of: &[PostingId],
) -> Result<(), StorageError> {
    let mut same = write.prepare_cached(
        "SELECT id FROM postings WHERE draft = ?1 AND episode = ?2 AND target = ?3 AND account = ?4",
    )?;
    let [_, key @ ..] = columns(posting);
    let same = same.query_map(key, |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for id in same.iter().filter_map(|id| id.parse().ok()) {
        match known.standing(write, id)?.stage {
            stage if stage.is_off() => {}
            Stage::Posted { .. } if aware_of.contains(&id) => {}
            Stage::Posted { .. } => return Err(StorageError::PostedBefore { id }),
            _ => return Err(StorageError::OnItsWay { id }),
        }
    }
    Ok(())
}

/// What stands in columns of its own: the id, and what there may be one of on its way.
fn columns(posting: &Posting) -> [String; 5] {
    [
        posting.id.to_string(),
        posting.draft.to_string(),
        posting.episode.to_string(),
        posting.target.name().to_owned(),
        posting.account.0.clone(),
    ]
}

/// Keeps a posting without a line yet, and a copy of it. The columns and the text are sealed together.
fn insert_posting(write: &Connection, posting: &Posting, planned_ms: i64) -> Result<(), StorageError> {
    let [id, draft, episode, target, account] = columns(posting);
    let json = serde_json::to_string(posting).map_err(StorageError::Unwritten)?;
    let sealed = [&*id, &draft, &episode, &target, &account, &json].join("\n");
    let seal = seal(0, planned_ms, sealed.as_bytes());
    write
        .prepare_cached(
            "INSERT INTO postings (id, draft, episode, target, account, planned_ms, posting, seal, open)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
        )?
        .execute(params![id, draft, episode, target, account, planned_ms, json, seal])?;
    let place = write.last_insert_rowid();
    let seal = self::seal(place, planned_ms, json.as_bytes());
    write
        .prepare_cached(
            "INSERT INTO postings_copy (id, place, planned_ms, posting, seal) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id, place, planned_ms, json, seal])?;
    Ok(())
}

/// Adds a line to a posting's log, and notes how long it is and whether there is something left to do.
fn insert_line(
    write: &Connection,
    id: PostingId,
    number: u64,
    at_ms: i64,
    happened: &Happened,
    is_open: bool,
) -> Result<(), StorageError> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let json = serde_json::to_string(happened).map_err(StorageError::Unwritten)?;
    write
        .prepare_cached(
            "INSERT INTO postings_log (posting, number, at_ms, happened, seal) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id.to_string(), number, at_ms, json, seal(number, at_ms, json.as_bytes())])?;
    write.prepare_cached("UPDATE postings SET lines = ?2, open = ?3 WHERE id = ?1")?.execute(params![
        id.to_string(),
        number,
        is_open
    ])?;
    Ok(())
}

/// The line whose number, time and text stand from a column on.
fn line(posting: PostingId, row: &Row<'_>, column: usize) -> Result<LogLine, StorageError> {
    let number = u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0);
    let text = row.get_ref(column + 2)?.as_bytes().map_err(rusqlite::Error::from)?;
    let happened = serde_json::from_slice(text).map_err(|source| StorageError::UnreadableLine {
        posting,
        number,
        source,
    })?;
    Ok(LogLine { number, at_ms: row.get(column + 1)?, happened })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_part_that_arrived_waits_for_no_disk() {
        assert!(
            is_told_again(9, &Happened::Held { bytes: 0 }) && is_told_again(9, &Happened::Held { bytes: 8 })
        );
        for happened in [
            Happened::Held { bytes: 9 },
            Happened::Sending { from: 8 },
            Happened::Reserving,
            Happened::Sent,
            Happened::Posted { post: None },
            Happened::Skipped,
        ] {
            assert!(!is_told_again(9, &happened), "{happened:?}");
        }
    }
}
