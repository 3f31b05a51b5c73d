//! The ledger a round writes to: the studio's own, or a rehearsal's, that is gone with it.

use std::sync::Arc;

use series::{DraftId, Happened, Stage};
use storage::{Standing, StorageError, Store};
use tokio::sync::broadcast;

use crate::{Event, Problem, SentSoFar, Studio, studio::blocking};

/// A store that postings are written down in.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    store: Arc<Store>,
    /// Whoever is to hear that something happened to a draft's postings.
    told: Option<broadcast::Sender<Event>>,
}

impl Ledger {
    /// The studio's own.
    pub(crate) fn of(studio: &Studio) -> Self {
        Self { store: Arc::clone(&studio.store), told: Some(studio.events.clone()) }
    }

    /// One of which nobody hears.
    pub(crate) const fn silent(store: Arc<Store>) -> Self {
        Self { store, told: None }
    }

    /// Runs `work` on the store, off the async threads.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = Arc::clone(&self.store);
        Ok(blocking(move || work(&store)).await??)
    }

    /// Writes down what happened to a posting that stands there, and tells of it.
    pub(crate) async fn happened(
        &self,
        standing: &Standing,
        happened: Happened,
        at_ms: i64,
    ) -> Result<Standing, Problem> {
        let (id, lines) = (standing.posting.id, standing.lines);
        let after = self.with(move |store| store.happened(id, lines, &happened, at_ms)).await?;
        match (&standing.stage, &after.stage) {
            (Stage::Sending { .. }, Stage::Sending { .. }) => {
                let means = after.stage.message(after.posting.target);
                self.send(Event::SentSoFar(Box::new(SentSoFar { posted: (&after).into(), means })));
            }
            _ => self.tell(after.posting.draft),
        }
        Ok(after)
    }

    /// Tells that something happened to a draft's postings.
    pub(crate) fn tell(&self, draft: DraftId) {
        self.send(Event::Posted(draft));
    }

    fn send(&self, event: Event) {
        if let Some(told) = &self.told {
            // Nobody listening is fine: it can be asked for.
            let _ = told.send(event);
        }
    }
}
