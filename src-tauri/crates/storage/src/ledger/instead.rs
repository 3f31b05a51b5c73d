//! Postings in the place of others, and all that ever went to an account.

use rusqlite::TransactionBehavior;
use series::{AccountId, Happened, Posting};

use super::{Standing, insert_line, insert_posting, refuse_a_second};
use crate::{StorageError, Store};

impl Store {
    /// Takes those off the list and puts postings on it, all or none: what is sent as it is by then is never on
    /// the list twice, and never lost from it. Each that goes off was not begun: it is withdrawn, or skipped
    /// where its file is out of reach or nobody knows of it.
    ///
    /// # Errors
    /// [`StorageError::PostingMovedOn`], [`StorageError::Impossible`], else as [`Store::plan`]: nothing is
    /// written then.
    pub fn plan_instead(
        &self,
        off: &[Standing],
        postings: &[Posting],
        at_ms: i64,
    ) -> Result<(), StorageError> {
        self.with_known(|connection, known| {
            let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut ended = Vec::with_capacity(off.len());
            for one in off.iter().filter(|one| !one.stage.is_off()) {
                let id = one.posting.id;
                let mut standing = known.standing(&write, id)?;
                if standing.lines != one.lines {
                    return Err(StorageError::PostingMovedOn { id, lines: standing.lines });
                }
                let can_be = |happened: &Happened| one.stage.clone().after(happened).is_ok();
                let happened = Some(Happened::Withdrawn).filter(can_be).unwrap_or(Happened::Skipped);
                standing.take(one.lines + 1, at_ms, &happened)?;
                insert_line(&write, id, standing.lines, at_ms, &happened, false)?;
                ended.push(standing);
            }
            for posting in postings {
                refuse_a_second(&write, known, posting, &[])?;
                insert_posting(&write, posting, at_ms)?;
                insert_line(&write, posting.id, 1, at_ms, &Happened::Planned, true)?;
            }
            write.commit()?;
            ended.iter().for_each(|standing| known.learn(standing));
            Ok(())
        })
    }

    /// The postings of all drafts to an account, in the order in which they were planned.
    ///
    /// # Errors
    /// [`StorageError::UnreadableLine`], or what the database says.
    pub fn postings_to(&self, account: &AccountId) -> Result<Vec<Standing>, StorageError> {
        self.with_known(|connection, known| known.standings(connection, "account = ?1", &account.0))
    }
}
