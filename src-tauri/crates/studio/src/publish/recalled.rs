//! What was begun and is not wanted any more: it goes no further, and is forgotten where it lies.

use publish::NetError;
use series::{DraftId, Happened, Posting, Stage, Target};
use storage::{Standing, StorageError, Store};
use tokio::sync::Mutex;

use super::{door::Door, round::Round, vault::Vault, walk::place_name};
use crate::{Problem, ProblemCode, Studio};

/// What a draft wants sent, asked before each step that cannot be undone, in whatever process it was changed.
pub(crate) struct Wish<'a> {
    studio: &'a Studio,
    draft: DraftId,
    /// The revision in which the posting was wanted last.
    wanted_in: Mutex<Option<u64>>,
}

impl<'a> Wish<'a> {
    pub(super) fn of(studio: &'a Studio, draft: DraftId) -> Self {
        Self { studio, draft, wanted_in: Mutex::new(None) }
    }

    /// Is a posting still to be sent? Of a draft that is gone nothing is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) async fn wants(&self, posting: &Posting) -> Result<bool, Problem> {
        let mut wanted_in = self.wanted_in.lock().await;
        let (draft, known) = (self.draft, *wanted_in);
        let changed = self.studio.with_store(move |store| match known {
            Some(revision) if store.steps_since(draft, revision)?.is_empty() => Ok(None),
            _ => store.load(draft).map(Some),
        });
        match changed.await {
            Ok(None) => Ok(true),
            Ok(Some(history)) => {
                let is_wanted = posting.is_wanted(history.draft());
                *wanted_in = is_wanted.then(|| history.revision());
                Ok(is_wanted)
            }
            Err(problem) if problem.code == ProblemCode::UnknownDraft => Ok(false),
            Err(problem) => Err(problem),
        }
    }
}

impl<D: Door> Round<D> {
    /// Forgets where what was skipped was being sent, also where it was skipped by somebody without this vault.
    pub(super) async fn forget_skipped(&self) -> Result<(), Problem> {
        let draft = self.draft;
        let all = self.mine(move |store| store.postings(draft)).await?;
        for one in all.iter().filter(|one| one.stage == Stage::Skipped && !one.asked_ms.is_empty()) {
            self.vault.forget(&place_name(&one.posting)).await?;
        }
        Ok(())
    }

    /// Takes postings off the list that are not wanted any more, and forgets what was begun of them.
    pub(super) async fn withdraw(&self, off: Vec<Standing>) -> Result<(), Problem> {
        if off.is_empty() {
            return Ok(());
        }
        let now_ms = self.clock.now_ms();
        let write = move |store: &Store| {
            let mut gone = Vec::new();
            for one in off {
                match store.happened(one.posting.id, one.lines, &Happened::Withdrawn, now_ms) {
                    Ok(_) => gone.push(one),
                    // Somebody was faster: it is looked at again.
                    Err(StorageError::PostingMovedOn { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(gone)
        };
        let gone = self.ledger.with(write).await?;
        self.ledger.tell(self.draft);
        for one in gone {
            forget(&self.door, &self.vault, &one).await?;
        }
        Ok(())
    }
}

/// Forgets where a posting was being sent, and lets the platform forget what it holds of it, where it can be told.
/// Where it does not hear, it does so by itself: what is not whole shows nowhere.
async fn forget<D: Door>(door: &D, vault: &Vault, standing: &Standing) -> Result<(), Problem> {
    if let Some(ticket) = standing.stage.ticket() {
        let _unheard: Result<(), NetError> = door.forget(&standing.posting, ticket).await;
        vault.forget(&place_name(&standing.posting)).await?;
    }
    Ok(())
}

impl Studio {
    /// The same for a posting that the creator does not want sent any more.
    pub(super) async fn forget_begun(&self, standing: &Standing) {
        let Some(ticket) = standing.stage.ticket() else { return };
        if standing.posting.target == Target::Peertube
            && let Ok(client) = self.peertube_of(&standing.posting.account).await
        {
            let _unheard: Result<(), NetError> = client.forget(ticket).await;
        }
        // Where it cannot be forgotten now, the next round does.
        let _unheard: Result<(), Problem> = self.vault().forget(&place_name(&standing.posting)).await;
    }
}
