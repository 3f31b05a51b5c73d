//! Where postings stand, remembered beside their logs, so that a line is not added by reading all before it.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use series::PostingId;

use super::{Standing, standing};
use crate::StorageError;

/// Where the postings stand that one connection wrote of last. The log stays the only truth: its lines are
/// never changed, so that a posting with as many lines as are known here stands where it is known to. Whoever
/// else writes to it adds lines, and it is read anew.
#[derive(Debug, Default)]
pub(crate) struct Known(BTreeMap<PostingId, Standing>);

impl Known {
    /// Where a posting stands, inside of the transaction that adds to it.
    pub(super) fn standing(&self, write: &Connection, id: PostingId) -> Result<Standing, StorageError> {
        let Some(known) = self.0.get(&id) else { return standing(write, id) };
        let lines: Option<i64> = write
            .prepare_cached("SELECT lines FROM postings WHERE id = ?1")?
            .query_row([id.to_string()], |row| row.get(0))
            .optional()?;
        if lines.is_some_and(|lines| u64::try_from(lines) == Ok(known.lines)) {
            Ok(known.clone())
        } else {
            standing(write, id)
        }
    }

    /// Learns where a posting stands, once that is on disk. What is over is written of no more, or seldom.
    pub(super) fn learn(&mut self, standing: &Standing) {
        let id = standing.posting.id;
        if standing.stage.is_over() {
            self.0.remove(&id);
        } else {
            self.0.insert(id, standing.clone());
        }
    }
}
