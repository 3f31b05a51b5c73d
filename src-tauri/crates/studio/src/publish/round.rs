//! A round: all of a draft's postings to an account, one after the other, when the calendar says so.

use std::{sync::Arc, time::Duration};

use series::{AccountId, Caps, DraftId, Happened, Posting, Remedy, Stage, Turn};
use storage::{Standing, Store};

use super::{Clock, door::Door, vault::Vault, walk::Walk};
use crate::{PostedEpisode, Problem, PublishOutcome, Studio, jobs::Progress};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// As long as nothing goes well for so long, a round gives up; it can be gone on with.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// What a round is for.
pub(crate) struct Round<D> {
    pub(crate) door: D,
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
    pub(crate) draft: DraftId,
    pub(crate) account: AccountId,
    pub(crate) caps: Caps,
    /// Go on over days, or stop where one would have to wait for more than a minute?
    pub(crate) waits: bool,
}

impl<D: Door> Round<D> {
    /// Goes on with all that are open. What is refused or unconfirmed is told of, and the others go on.
    ///
    /// # Errors
    /// `AccountBusy` when somebody else sends for that account; else as [`Walk::run`].
    pub(crate) async fn run(
        &self,
        studio: &Arc<Studio>,
        progress: &Progress,
    ) -> Result<PublishOutcome, Problem> {
        let account = self.account.clone();
        let _lease = studio.with_store(move |store| store.lease(&account)).await?;
        let mut waits_until_ms = None;
        let open = self.mine(studio, Store::open_postings).await?;
        let all: u64 = open.iter().map(|standing| standing.posting.file.bytes).sum();
        progress.total(open.len());
        let mut done = 0;
        for (index, standing) in open.into_iter().enumerate() {
            progress.piece(index, &standing.posting.title);
            let bytes = standing.posting.file.bytes;
            if let Some(until_ms) = self.one(studio, standing, progress, (done, all)).await? {
                waits_until_ms = Some(until_ms);
                break;
            }
            done += bytes;
            progress.part(done, all);
        }
        let draft = self.draft;
        let standings = self.mine(studio, move |store| store.postings(draft)).await?;
        Ok(outcome(&standings, waits_until_ms))
    }

    /// Takes one to its end, or to where the creator or a day is waited for: then until when.
    async fn one(
        &self,
        studio: &Arc<Studio>,
        mut standing: Standing,
        progress: &Progress,
        (done, all): (u64, u64),
    ) -> Result<Option<i64>, Problem> {
        loop {
            let begins_ms = match &standing.stage {
                Stage::Waiting => self.turn(studio, &standing.posting).await?,
                Stage::Refused { refused } => {
                    let wait = match refused.why.remedy() {
                        Remedy::WaitAMinute => MINUTE_MS,
                        Remedy::WaitADay | Remedy::FinishDrafts => DAY_MS,
                        _ => return Ok(None),
                    };
                    standing.since_ms.saturating_add(wait)
                }
                _ => self.clock.now_ms(),
            };
            if begins_ms > self.clock.now_ms() {
                if !self.waits && begins_ms - self.clock.now_ms() > 2 * MINUTE_MS {
                    return Ok(Some(begins_ms));
                }
                tokio::select! {
                    () = self.clock.until(begins_ms) => {}
                    () = progress.cancel.cancelled() => {}
                }
            }
            progress.go_on().await?;
            if matches!(standing.stage, Stage::Refused { .. }) {
                standing = self.again(studio, &standing).await?;
                continue;
            }
            let tell = |held| progress.part(done + held, all);
            let walk = Walk {
                studio,
                door: &self.door,
                vault: &self.vault,
                clock: &self.clock,
                cancel: &progress.cancel,
                patience: PATIENCE,
                tell: &tell,
            };
            standing = walk.run(standing).await?;
            let waits = |refused: &series::Refused| {
                matches!(refused.why.remedy(), Remedy::WaitAMinute | Remedy::WaitADay | Remedy::FinishDrafts)
            };
            match &standing.stage {
                Stage::Refused { refused } if waits(refused) => {}
                _ => return Ok(None),
            }
        }
    }

    /// When the calendar lets a posting ask for its place.
    async fn turn(&self, studio: &Studio, posting: &Posting) -> Result<i64, Problem> {
        let (account, now_ms) = (self.account.clone(), self.clock.now_ms());
        let past = studio
            .with_store(move |store| store.moments(&account, now_ms.saturating_sub(2 * DAY_MS)))
            .await?;
        let turn = Turn { target: posting.target, lasts_ms: 0 };
        Ok(self
            .caps
            .calendar(&[turn], &past, &std::collections::BTreeMap::new(), now_ms)
            .first()
            .copied()
            .unwrap_or(now_ms))
    }

    /// The platform refused for a while only: nothing of it is there, and it may be asked again.
    async fn again(&self, studio: &Studio, standing: &Standing) -> Result<Standing, Problem> {
        let (id, lines, at_ms) = (standing.posting.id, standing.lines, self.clock.now_ms());
        studio.with_store(move |store| store.happened(id, lines, &Happened::Again, at_ms)).await
    }

    async fn mine(
        &self,
        studio: &Studio,
        read: impl FnOnce(&Store) -> Result<Vec<Standing>, storage::StorageError> + Send + 'static,
    ) -> Result<Vec<Standing>, Problem> {
        let mut all = studio.with_store(read).await?;
        all.retain(|standing| {
            standing.posting.draft == self.draft && standing.posting.account == self.account
        });
        Ok(all)
    }
}

/// What came of a draft's postings, the last of each episode.
pub(crate) fn outcome(standings: &[Standing], waits_until_ms: Option<i64>) -> PublishOutcome {
    let last = |standing: &&Standing| {
        let later = standings.iter().rev().find(|other| {
            (other.posting.episode, other.posting.target)
                == (standing.posting.episode, standing.posting.target)
        });
        later.is_some_and(|later| later.posting.id == standing.posting.id)
    };
    let episodes: Vec<_> = standings
        .iter()
        .filter(last)
        .map(|standing| PostedEpisode {
            posting: standing.posting.id,
            episode: standing.posting.episode,
            title: standing.posting.title.clone(),
            target: standing.posting.target,
            stage: standing.stage.clone(),
            since_ms: standing.since_ms,
        })
        .collect();
    PublishOutcome { episodes, waits_until_ms }
}
