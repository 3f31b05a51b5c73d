//! One sends to an account at a time: whoever comes second waits for a turn.

use std::time::{Duration, Instant};

use storage::Lease;

use super::{door::Door, round::Round, tally::Tally};
use crate::{Problem, ProblemCode, Studio, jobs::Progress};

/// How often somebody who sends to the same account is looked after.
const LOOK_FOR_LEASE_EVERY: Duration = Duration::from_millis(200);

impl<D: Door> Round<D> {
    /// The right to send to the account, until it is dropped: with it, places are counted and asked for.
    /// None: somebody else has it, and was waited for.
    pub(super) async fn lease(
        &self,
        studio: &Studio,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Result<Option<Lease>, Problem> {
        let account = self.account.clone();
        match self.ledger.with(move |store| store.lease(&account)).await {
            Ok(lease) => {
                tally.busy = None;
                Ok(Some(lease))
            }
            Err(problem) if problem.code == ProblemCode::AccountBusy => {
                if tally.busy.get_or_insert_with(Instant::now).elapsed() > self.patience() {
                    return Err(problem);
                }
                studio.troubles.busy((self.draft, &self.account), &self.ledger);
                let look = async {
                    tokio::select! {
                        () = progress.cancel.cancelled() => {}
                        () = progress.to_pause() => {}
                        () = tokio::time::sleep(LOOK_FOR_LEASE_EVERY) => {}
                    }
                };
                progress.idle(look).await;
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }
}
