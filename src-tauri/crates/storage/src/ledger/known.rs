//! Where postings stand, remembered beside their logs, so that nobody reads what was read before.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use series::{PostingId, Stage};

use super::{LogLine, Standing, line};
use crate::StorageError;

/// Where the postings stand that one connection read or wrote of. The log stays the only truth: its lines are
/// never changed, so that a posting with as many lines as are known here stands where it is known to. Whoever
/// else writes to it adds lines, and only those are read.
#[derive(Debug, Default)]
pub(crate) struct Known(BTreeMap<PostingId, Standing>);

impl Known {
    /// Where a posting stands, also inside of a transaction that adds to it.
    pub(super) fn standing(&self, connection: &Connection, id: PostingId) -> Result<Standing, StorageError> {
        let found = connection
            .prepare_cached(&select("id = ?1"))?
            .query_row([id.to_string()], |row| Ok(self.begun(row)))
            .optional()?;
        let (begun, lines) = found.ok_or(StorageError::UnknownPosting { id })??;
        let standing = read_on(connection, begun, lines)?;
        if standing.lines == 0 { Err(StorageError::UnknownPosting { id }) } else { Ok(standing) }
    }

    /// The postings of which something is true, in the order in which they were planned, all as of one moment.
    pub(super) fn standings(
        &mut self,
        connection: &mut Connection,
        true_of: &str,
        value: &dyn ToSql,
    ) -> Result<Vec<Standing>, StorageError> {
        let read = connection.transaction()?;
        let mut all = Vec::new();
        {
            let mut rows = read.prepare_cached(&format!("{} ORDER BY place", select(true_of)))?;
            let mut rows = rows.query([value])?;
            while let Some(row) = rows.next()? {
                let (begun, lines) = self.begun(row)?;
                all.push(read_on(&read, begun, lines)?);
            }
        }
        read.commit()?;
        all.retain(|standing| standing.lines > 0);
        all.iter().for_each(|standing| self.learn(standing));
        Ok(all)
    }

    /// Learns where a posting stands, once that is on disk.
    pub(super) fn learn(&mut self, standing: &Standing) {
        self.0.insert(standing.posting.id, standing.clone());
    }

    /// A posting as far as it is known, and how many lines its log has.
    fn begun(&self, row: &Row<'_>) -> Result<(Standing, u64), StorageError> {
        let lines = u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0);
        let id = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?.parse().ok();
        // More lines than there are were another database's.
        let known = id.and_then(|id| self.0.get(&id)).filter(|known| known.lines <= lines);
        Ok((known.map_or_else(|| planned(row), |known| Ok(known.clone()))?, lines))
    }
}

/// The columns that [`Known::begun`] reads.
fn select(true_of: &str) -> String {
    format!("SELECT id, planned_ms, posting, lines FROM postings WHERE {true_of}")
}

/// A posting to which nothing happened yet.
fn planned(row: &Row<'_>) -> Result<Standing, StorageError> {
    let planned_ms = row.get(1)?;
    let text = row.get_ref(2)?.as_bytes().map_err(rusqlite::Error::from)?;
    let posting =
        serde_json::from_slice(text).map_err(|source| StorageError::UnreadablePosting { source })?;
    let (stage, since_ms) = (Stage::Waiting, planned_ms);
    Ok(Standing { posting, lines: 0, stage, planned_ms, since_ms, asked_ms: Vec::new() })
}

/// Takes the lines that are not known yet, if there are any.
fn read_on(connection: &Connection, mut standing: Standing, lines: u64) -> Result<Standing, StorageError> {
    if standing.lines == lines {
        return Ok(standing);
    }
    let id = standing.posting.id;
    let known = i64::try_from(standing.lines).unwrap_or(i64::MAX);
    let mut rows = connection.prepare_cached(
        "SELECT number, at_ms, happened FROM postings_log WHERE posting = ?1 AND number > ?2 ORDER BY number",
    )?;
    let mut rows = rows.query(rusqlite::params![id.to_string(), known])?;
    while let Some(row) = rows.next()? {
        let LogLine { number, at_ms, happened } = line(id, row, 0)?;
        standing.take(number, at_ms, &happened)?;
    }
    Ok(standing)
}
