//! What the platform says of a posting, and what that means for the ledger: nothing is refused or sent on
//! before its own word was heard.

use publish::NetError;
use series::{Happened, Refused, Stage, Unanswered};
use storage::Standing;

use super::{
    door::{Door, Seen},
    ledger::Ledger,
    looked::{Look, Looked},
    walk::{Step, Walk, needs_login, says_no},
};
use crate::Problem;

/// How long a platform may work on what it has before the creator is asked to look.
const WORKS_AT_MOST_MS: i64 = 60 * 60 * 1_000;

impl<D: Door> Walk<'_, D> {
    /// No more of it can be sent there. Perhaps nothing more is needed: all of it may have arrived before, or
    /// just now, by way of somebody who answered otherwise. So the platform's word on the posting comes first.
    /// `before`: where it stood before what was tried just now.
    pub(super) async fn ended(
        &self,
        standing: &Standing,
        refused: Refused,
        before: &Stage,
    ) -> Result<Option<Standing>, Step> {
        let Stage::Sending { ticket, .. } = &standing.stage else { return Ok(None) };
        match self.door.status(&standing.posting, ticket).await {
            Ok(Seen::Holds(_) | Seen::Unsaid | Seen::Gone(_)) => {}
            Ok(seen) => return self.seen(standing, seen).await,
            Err(error) if is_no_word(&error) => {}
            Err(error) => return Err(error.into()),
        }
        let lost = Happened::Lost { what: Unanswered::Status };
        let happened = if before.is_recallable() { Happened::Refused { refused } } else { lost };
        Ok(Some(self.write(standing, happened).await?))
    }

    pub(super) async fn ask(&self, standing: &Standing) -> Result<Option<Standing>, Step> {
        let (Stage::Sending { ticket, .. } | Stage::Processing { ticket }) = &standing.stage else {
            return Ok(None);
        };
        match self.door.status(&standing.posting, ticket).await {
            Ok(seen) => self.seen(standing, seen).await,
            // The creator decides; meanwhile it is asked again each time it is gone on.
            Err(error) if is_no_word(&error) => {
                Ok(Some(self.write(standing, Happened::Lost { what: Unanswered::Status }).await?))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes down what a status told. None if that is nothing new.
    async fn seen(&self, standing: &Standing, seen: Seen) -> Result<Option<Standing>, Step> {
        let processing = matches!(standing.stage, Stage::Processing { .. });
        let seen = match (&standing.stage, seen) {
            // What it said last counts; if it has more by now, it says so to what is sent again.
            (Stage::Sending { held, plan, .. }, Seen::Unsaid) if held < &plan.size => Seen::Holds(*held),
            (_, Seen::Unsaid) => Seen::Works,
            (_, seen) => seen,
        };
        let happened = match seen {
            Seen::Posted(post) => Happened::Posted { post },
            Seen::Refused(refused) => Happened::Refused { refused },
            Seen::Gone(_) if !standing.stage.is_recallable() => Happened::Lost { what: Unanswered::Status },
            Seen::Gone(refused) => Happened::Refused { refused },
            Seen::Holds(bytes) if !processing => Happened::Held { bytes },
            Seen::Works if !processing => Happened::Sent,
            Seen::Holds(_) | Seen::Works | Seen::Unsaid => {
                let since = self.clock.now_ms().saturating_sub(standing.since_ms);
                if since < WORKS_AT_MOST_MS {
                    return Ok(None);
                }
                Happened::Lost { what: Unanswered::Status }
            }
        };
        if let Happened::Held { bytes } = happened {
            (self.tell)(bytes);
        }
        Ok(Some(self.write(standing, happened).await?))
    }
}

/// Asks once more about those of which nobody knew whether they are there, by the names they have. They stay so
/// unless the platform says how they ended. Others are left alone.
///
/// # Errors
/// When the creator has to log in first; what the store says.
pub(crate) async fn ask_again<D: Door>(
    door: &D,
    ledger: &Ledger,
    standings: &[Standing],
    now_ms: i64,
) -> Result<(), Problem> {
    for standing in standings {
        let Stage::Unconfirmed { what, ticket: Some(ticket) } = &standing.stage else { continue };
        let happened = match door.status(&standing.posting, ticket).await {
            Ok(Seen::Posted(post)) => Happened::Posted { post },
            // Behind a lost end of the log there may have been another place.
            Ok(Seen::Refused(refused)) if *what == Unanswered::Status => Happened::Refused { refused },
            Ok(_) => continue,
            Err(error) if needs_login(&error) => return Err(error.into()),
            Err(_) => continue,
        };
        write(ledger, standing, happened, now_ms).await?;
    }
    Ok(())
}

/// Lets those go on whose files were out of reach and can be read again.
///
/// # Errors
/// What the store says.
pub(crate) async fn look_again(ledger: &Ledger, standings: &[Standing], now_ms: i64) -> Result<(), Problem> {
    for standing in standings.iter().filter(|one| matches!(one.stage, Stage::Unreachable { .. })) {
        if Looked::default().look(&standing.posting.file).await? != Look::Unreachable {
            write(ledger, standing, Happened::Again, now_ms).await?;
        }
    }
    Ok(())
}

/// Writes it down, unless somebody else found out the same just now.
async fn write(ledger: &Ledger, standing: &Standing, happened: Happened, now_ms: i64) -> Result<(), Problem> {
    let (id, lines) = (standing.posting.id, standing.lines);
    match ledger.happened(standing, happened, now_ms).await {
        Ok(_) => Ok(()),
        Err(_) if ledger.with(move |store| store.posting(id)).await?.lines > lines => Ok(()),
        Err(problem) => Err(problem),
    }
}

/// Was something answered that says nothing of the posting, and would not be another answer a little later?
fn is_no_word(error: &NetError) -> bool {
    match error {
        NetError::Refused(refused) => says_no(refused),
        NetError::Forbidden { .. } => true,
        _ => false,
    }
}
