//! What the desktop is told of a round: that a day's work is done, or that it stopped.

use storage::Store;

use super::{Clock, calendar::goes_on, door::Door, round::Round, tally::Tally};
use crate::{Event, Problem, Studio, WorkDone};

impl<D: Door> Round<D> {
    /// Tells that a day's work is done: all that the platform takes before `until_ms`, or all there is; or why
    /// it stopped before that.
    pub(super) async fn tell(
        &self,
        studio: &Studio,
        tally: &mut Tally,
        until_ms: Option<i64>,
        stopped: Option<&Problem>,
    ) -> Result<(), Problem> {
        tally.told_ms = until_ms;
        let posted = std::mem::take(&mut tally.posted);
        if !matches!(self.clock, Clock::Wall) {
            return Ok(());
        }
        // That it stopped is told, also where nothing more can be read.
        let open = match self.mine(Store::open_postings).await {
            Err(problem) if stopped.is_none() => return Err(problem),
            open => open.unwrap_or_default(),
        };
        let asks = open.iter().filter(|one| !goes_on(&one.stage)).count();
        let asks = u32::try_from(asks).unwrap_or(u32::MAX);
        if posted > 0 || asks > 0 || until_ms.is_some() || stopped.is_some() {
            let draft = self.draft;
            let title = match studio.with_store(move |store| store.load(draft)).await {
                Ok(history) => history.draft().title.clone(),
                Err(_) => String::new(),
            };
            let stopped = stopped.map(|problem| problem.message.clone());
            let done = WorkDone { draft, title, posted, asks, until_ms, stopped };
            // Nobody listening is fine.
            let _ = studio.events.send(Event::WorkDone(done));
        }
        Ok(())
    }
}
