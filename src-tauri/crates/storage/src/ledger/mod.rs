//! The ledger: each posting, and what happened to it. Lines are only ever added, and each is on disk before
//! the next step is done: whoever reads it after a crash knows what may have been asked for.

mod damage;
mod instead;
mod known;

use rusqlite::{Connection, Row, TransactionBehavior, params};
use series::{AccountId, DraftId, Happened, Moment, Posting, PostingId, Stage};

use crate::{StorageError, Store, journal::seal};

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
    /// When its place was asked for last, in milliseconds since 1970.
    pub asked_ms: Option<i64>,
}

impl Standing {
    /// Takes the next line of its log.
    fn take(&mut self, number: u64, at_ms: i64, happened: &Happened) -> Result<(), StorageError> {
        self.stage = std::mem::replace(&mut self.stage, Stage::Waiting).after(happened)?;
        self.lines = number;
        self.since_ms = at_ms;
        if *happened == Happened::Reserving {
            self.asked_ms = Some(at_ms);
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
    /// planned anew by somebody who knows of it: `known` are those postings.
    ///
    /// # Errors
    /// [`StorageError::OnItsWay`], [`StorageError::PostedBefore`]: nothing is written then; or what the
    /// database says.
    pub fn plan(&self, postings: &[Posting], known: &[PostingId], at_ms: i64) -> Result<(), StorageError> {
        self.with(|connection| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for posting in postings {
                refuse_a_second(&write, posting, known)?;
                insert_posting(&write, posting, at_ms)?;
                insert_line(&write, posting.id, 1, at_ms, &Happened::Planned, true)?;
            }
            Ok(write.commit()?)
        })
    }

    /// Writes down what happened to a posting of which the caller knows `lines` lines, and says where it
    /// stands now. It is on disk when this returns.
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
        self.with_known(|connection, known| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut standing = known.standing(&write, id)?;
            if standing.lines != lines {
                return Err(StorageError::PostingMovedOn { id, lines: standing.lines });
            }
            let was_over = standing.stage.is_over();
            standing.take(lines + 1, at_ms, happened)?;
            let is_open = !standing.stage.is_over();
            if was_over && is_open {
                refuse_a_second(&write, &standing.posting, &[])?;
            }
            insert_line(&write, id, standing.lines, at_ms, happened, is_open)?;
            write.commit()?;
            known.learn(&standing);
            Ok(standing)
        })
    }

    /// A posting, and where it stands.
    ///
    /// # Errors
    /// [`StorageError::UnknownPosting`], [`StorageError::UnreadableLine`], or what the database says.
    pub fn posting(&self, id: PostingId) -> Result<Standing, StorageError> {
        self.with(|connection| standing(connection, id))
    }

    /// The postings of a draft, in the order in which they were planned.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn postings(&self, draft: DraftId) -> Result<Vec<Standing>, StorageError> {
        self.with(|connection| standings(connection, "draft = ?1", &draft.to_string()))
    }

    /// The postings of all drafts that are not over, in the order in which they were planned.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn open_postings(&self) -> Result<Vec<Standing>, StorageError> {
        self.with(|connection| standings(connection, "open = ?1", &1))
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

    /// When an account asked for places since then, for the calendar. A question that did not leave took
    /// none.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn moments(&self, account: &AccountId, since_ms: i64) -> Result<Vec<Moment>, StorageError> {
        self.with(|connection| {
            let mut rows = connection.prepare_cached(
                "SELECT at_ms, postings.posting FROM postings_log AS asked JOIN postings ON id = asked.posting
                 WHERE at_ms >= ?1 AND account = ?2 AND happened ->> 'happened' = 'reserving'
                   AND NOT EXISTS (SELECT 1 FROM postings_log AS answered
                                   WHERE answered.posting = asked.posting AND answered.number = asked.number + 1
                                     AND answered.happened ->> 'happened' = 'not_asked')
                 ORDER BY at_ms",
            )?;
            let rows = rows
                .query_map(params![since_ms, account.0], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            rows.map(|row| {
                let (at_ms, posting) = row?;
                let posting: Posting = serde_json::from_str(&posting)
                    .map_err(|source| StorageError::UnreadablePosting { source })?;
                Ok(Moment { at_ms, target: posting.target })
            })
            .collect()
        })
    }
}

/// Refuses a posting whose episode is on its way there, or was posted there without the caller knowing.
fn refuse_a_second(write: &Connection, posting: &Posting, known: &[PostingId]) -> Result<(), StorageError> {
    let mut same = write.prepare_cached(
        "SELECT id FROM postings WHERE draft = ?1 AND episode = ?2 AND target = ?3 AND account = ?4",
    )?;
    let [_, key @ ..] = columns(posting);
    let same = same.query_map(key, |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    for id in same.iter().filter_map(|id| id.parse().ok()) {
        match standing(write, id)?.stage {
            stage if stage.is_off() => {}
            Stage::Posted { .. } if known.contains(&id) => {}
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

fn standing(connection: &Connection, id: PostingId) -> Result<Standing, StorageError> {
    let found = standings(connection, "id = ?1", &id.to_string())?.pop();
    found.ok_or(StorageError::UnknownPosting { id })
}

/// The postings of which something is true, in the order in which they were planned.
fn standings(
    connection: &Connection,
    true_of: &str,
    value: &dyn rusqlite::ToSql,
) -> Result<Vec<Standing>, StorageError> {
    let mut rows = connection.prepare_cached(&format!(
        "SELECT place, planned_ms, postings.posting, number, at_ms, happened
         FROM postings JOIN postings_log ON postings_log.posting = id
         WHERE {true_of} ORDER BY place, number"
    ))?;
    let mut rows = rows.query([value])?;
    let (mut all, mut last) = (Vec::<Standing>::new(), None);
    while let Some(row) = rows.next()? {
        let place: i64 = row.get(0)?;
        if last != Some(place) {
            last = Some(place);
            all.push(planned(row)?);
        }
        let Some(standing) = all.last_mut() else { continue };
        let LogLine { number, at_ms, happened } = line(standing.posting.id, row, 3)?;
        standing.take(number, at_ms, &happened)?;
    }
    Ok(all)
}

/// A posting to which nothing happened yet.
fn planned(row: &Row<'_>) -> Result<Standing, StorageError> {
    let planned_ms = row.get(1)?;
    let text = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
    let posting =
        serde_json::from_slice(text).map_err(|source| StorageError::UnreadablePosting { source })?;
    let (stage, since_ms) = (Stage::Waiting, planned_ms);
    Ok(Standing { posting, lines: 0, stage, planned_ms, since_ms, asked_ms: None })
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
