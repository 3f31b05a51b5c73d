//! A round: all of a draft's postings to an account, one at a time, each when the calendar says so.

use std::{sync::Arc, time::Duration};

use series::{AccountId, Caps, DraftId, EpisodeId, Happened, History, Moment, PostingId, Stage, Turn, Value};
use storage::{Standing, Store};
use tokio::sync::broadcast;

use super::{
    Clock,
    calendar::{DAY_MS, Day, comes_back, goes_on},
    door::Door,
    ledger::Ledger,
    outcome::outcome,
    present::call_as_now,
    proven::Doubt,
    recalled::Wish,
    said::{ask_again, look_again},
    tally::{Next, Tally},
    uplink::Window,
    vault::Vault,
    walk::{Step, Walk, needs_login},
};
use crate::{Event, Problem, ProblemCode, PublishOutcome, Studio, jobs::Progress};

/// A turn that is further off than this is a day's wait, not a pause.
const LONG_MS: i64 = 2 * 60_000;
/// How often what waits is looked at anew: somebody else may have settled or moved something.
const LOOK_EVERY_MS: i64 = 60_000;
/// As long as nothing goes well for so long, a round gives up; it can be gone on with. One that waits for
/// days does not end because the network is away for an evening.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
const LONG_PATIENCE: Duration = Duration::from_secs(12 * 60 * 60);

/// What a round is for.
pub(crate) struct Round<D> {
    pub(crate) door: D,
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
    pub(crate) ledger: Ledger,
    pub(crate) draft: DraftId,
    pub(crate) account: AccountId,
    pub(crate) caps: Caps,
    /// Places that the account asked for and this ledger does not know of.
    pub(crate) before: Vec<Moment>,
    /// Where files go to: what the way there is known by.
    pub(crate) place: String,
    /// Go on over days, or stop where one would have to wait for long?
    pub(crate) waits: bool,
}

impl<D: Door> Round<D> {
    /// Goes on with all that are open, in the draft's present order. What is refused or unconfirmed is told
    /// of, and the others go on. Whoever else sends to the account, in this process or another, takes turns
    /// with it: one posting each, and none while it waits.
    ///
    /// # Errors
    /// `AccountBusy` when others send to the account for longer than the patience lasts; when nobody is logged
    /// in, or the vault or the store says so; and when all others are through, what keeps the first from going
    /// on: `UploadTooSlow`, or else as [`Walk::run`].
    pub(crate) async fn run(
        &self,
        studio: &Arc<Studio>,
        progress: &Progress,
    ) -> Result<PublishOutcome, Problem> {
        let mut tally = Tally::default();
        let went = self.all(studio, &mut tally, progress).await;
        studio.troubles.told((self.draft, &self.account), None, &self.ledger);
        match &went {
            Err(problem) if problem.code == ProblemCode::Cancelled => {}
            went => self.tell(studio, &mut tally, None, went.as_ref().err()).await?,
        }
        let waits_until_ms = went?;
        let draft = self.draft;
        let standings = self.mine(move |store| store.postings(draft)).await?;
        Ok(outcome(&standings, waits_until_ms))
    }

    /// Goes on with all that are open. Answers until when the rest waits, where nobody waits for it.
    async fn all(
        &self,
        studio: &Arc<Studio>,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Result<Option<i64>, Problem> {
        let open = self.mine(Store::open_postings).await?;
        tally.doubt = Doubt::of(&open);
        self.forget_skipped().await?;
        look_again(&self.ledger, &open, self.clock.now_ms()).await?;
        ask_again(&self.door, &self.ledger, &open, self.clock.now_ms()).await?;
        let waits_until_ms = self.go(studio, tally, progress).await?;
        let open = self.mine(Store::open_postings).await?;
        let is_open = |id: &PostingId| open.iter().any(|one| one.posting.id == *id);
        let mut stale = std::mem::take(&mut tally.stale).into_iter();
        let stale = stale.find(|(id, _)| is_open(id)).map(|(_, (_, problem))| problem);
        let Some(problem) = std::mem::take(&mut tally.aside).into_values().next().or(stale) else {
            return Ok(waits_until_ms);
        };
        // Whoever goes on, knowing that, tries it.
        if problem.code == ProblemCode::UploadTooSlow && matches!(self.clock, Clock::Wall) {
            studio.uplink.doubt(&self.place);
        }
        Err(problem)
    }

    /// Takes one after the other. Answers until when the rest waits, where nobody waits for it.
    async fn go(
        &self,
        studio: &Arc<Studio>,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Result<Option<i64>, Problem> {
        loop {
            progress.go_on().await?;
            if tally.told_ms.take_if(|until_ms| *until_ms <= self.clock.now_ms()).is_some() {
                // Another day's work: what could not go on is tried again.
                tally.aside.clear();
                tally.spent = false;
            }
            // From before it is looked at: what changes in between is not slept through.
            let events = studio.events();
            let Some(next) = self.next(studio, tally, progress).await? else { return Ok(None) };
            let begins_ms = next.begins_ms;
            let now_ms = self.clock.now_ms();
            if begins_ms > now_ms {
                let long = begins_ms - now_ms > LONG_MS;
                if long && !self.waits {
                    return Ok(Some(begins_ms));
                }
                if long && tally.told_ms != Some(begins_ms) {
                    self.tell(studio, tally, Some(begins_ms), None).await?;
                }
                progress.idle(self.wait(events, begins_ms, progress)).await;
                continue;
            }
            if !next.is_as_now(tally) {
                self.hold(studio, &next, tally, progress).await?;
                continue;
            }
            if !next.standing.stage.is_under_way() {
                self.proven(studio, &mut tally.doubt, progress).await?;
            }
            let Some(_lease) = self.lease(studio, tally, progress).await? else { continue };
            // Looked at again: others may have asked for places, or taken this one along, until just now.
            match self.next(studio, tally, progress).await? {
                Some(next) if next.begins_ms > self.clock.now_ms() || !next.is_as_now(tally) => {}
                // The platform refused for a while only: nothing of it is there, and it may be asked again.
                Some(Next { standing, .. }) if comes_back(&standing.stage) => {
                    self.ledger.happened(&standing, Happened::Again, self.clock.now_ms()).await?;
                }
                Some(Next { standing, .. }) => self.walk(studio, standing, tally, progress).await?,
                None => {}
            }
        }
    }

    /// Holds what has not begun against the draft as it is now, and lists it anew where it would go out otherwise.
    /// Where it cannot, the others go on.
    async fn hold(
        &self,
        studio: &Arc<Studio>,
        next: &Next,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Result<(), Problem> {
        let id = next.standing.posting.id;
        match studio.holds(&next.standing, &self.ledger, &progress.cancel).await {
            Ok(is_as_now) => {
                tally.stale.remove(&id);
                if is_as_now {
                    tally.held.insert(id, next.revision);
                }
            }
            Err(problem) if problem.code == ProblemCode::Cancelled => return Err(problem),
            Err(problem) => drop(tally.stale.insert(id, (next.revision, problem))),
        }
        Ok(())
    }

    pub(super) const fn patience(&self) -> Duration {
        if self.waits { LONG_PATIENCE } else { PATIENCE }
    }

    /// What can go on, what was begun first, the rest in the draft's order. What is not wanted any more is
    /// taken off the list. With the draft's revision.
    async fn open(&self, studio: &Studio, tally: &Tally) -> Result<(Vec<Standing>, u64), Problem> {
        let open = self.mine(Store::open_postings).await?;
        let draft = self.draft;
        let history = match studio.with_store(move |store| store.load(draft)).await {
            Ok(history) => Some(history),
            // Of a draft that is gone nothing more begins: nobody could see any more what goes out of it.
            Err(problem) if problem.code == ProblemCode::UnknownDraft => None,
            Err(problem) => return Err(problem),
        };
        let draft = history.as_ref().map(History::draft);
        let is_wanted = |one: &Standing| draft.is_some_and(|draft| one.posting.is_wanted(draft));
        let may_be_off = |stage: &Stage| stage.is_recallable() || comes_back(stage);
        let (off, mut open): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|one| may_be_off(&one.stage) && !is_wanted(one));
        self.withdraw(off).await?;
        open.retain(|standing| goes_on(&standing.stage) && !tally.aside.contains_key(&standing.posting.id));
        let revision = history.as_ref().map_or(0, History::revision);
        open.retain(|one| tally.stale.get(&one.posting.id).is_none_or(|(stale, _)| *stale != revision));
        if let Some(draft) = draft {
            call_as_now(&mut open, draft);
        }
        let place = |episode: EpisodeId| draft?.episodes.iter().position(|now| now.id == episode);
        open.sort_by_key(|standing| {
            (!standing.stage.is_under_way(), place(standing.posting.episode).unwrap_or(usize::MAX))
        });
        Ok((open, revision))
    }

    /// The next one, and when it begins.
    async fn next(
        &self,
        studio: &Studio,
        tally: &Tally,
        progress: &Progress,
    ) -> Result<Option<Next>, Problem> {
        let (mut open, revision) = self.open(studio, tally).await?;
        let (over, waiting) = (tally.over.len(), open.len());
        progress.total(over + waiting);
        let left: u64 = open.iter().map(|standing| standing.posting.file.bytes).sum();
        progress.part(tally.bytes, tally.bytes + left);
        let now_ms = self.clock.now_ms();
        let place = if open.first().is_some_and(|first| first.stage.is_under_way()) {
            Some((now_ms, 0))
        } else {
            let turns: Vec<_> =
                open.iter().map(|one| Turn { target: one.posting.target, lasts_ms: 0 }).collect();
            let begins = self.day(now_ms).await?.begins(&turns, now_ms);
            begins.into_iter().zip(0..).min()
        };
        let Some((begins_ms, place)) = place else { return Ok(None) };
        let standing = open.swap_remove(place);
        progress.piece(over, &standing.posting.title);
        Ok(Some(Next { begins_ms, standing, revision }))
    }

    /// What is known of the account's day.
    async fn day(&self, now_ms: i64) -> Result<Day, Problem> {
        let (account, caps) = (self.account.clone(), self.caps);
        let (mut past, open) = self
            .ledger
            .with(move |store| {
                Ok((store.moments(&account, now_ms.saturating_sub(2 * DAY_MS))?, store.open_postings()?))
            })
            .await?;
        past.extend_from_slice(&self.before);
        let mine: Vec<_> = open.into_iter().filter(|one| one.posting.account == self.account).collect();
        Ok(Day::of(caps, past, &mine, now_ms))
    }

    /// Takes one to its end, or to where the creator or the platform is waited for.
    async fn walk(
        &self,
        studio: &Studio,
        standing: Standing,
        tally: &mut Tally,
        progress: &Progress,
    ) -> Result<(), Problem> {
        let (id, bytes) = (standing.posting.id, standing.posting.file.bytes);
        if standing.stage == Stage::Waiting {
            // A place whose address cannot be kept is used up for nothing.
            self.vault.proven().await?;
        }
        let pace = studio.uplink.pace(&self.place, crate::studio::now_ms());
        if standing.stage == Stage::Waiting
            && standing.posting.target.is_tiktok()
            && let Window::Over(why) = Window::of(&studio.rules.rules, bytes, pace)
        {
            let mut problem = Problem::new(ProblemCode::UploadTooSlow)
                .with("title", Value::Text(standing.posting.title.clone()));
            problem.message.values.extend(why.values);
            tally.aside.insert(id, problem);
            return Ok(());
        }
        let open = self.mine(Store::open_postings).await?;
        let left: u64 = open.iter().filter(|one| goes_on(&one.stage)).map(|one| one.posting.file.bytes).sum();
        let (done, all) = (tally.bytes, tally.bytes + left);
        let tell = |held| progress.part(done + held, all);
        let took = |bytes, time| {
            if matches!(self.clock, Clock::Wall) {
                studio.uplink.learn(&self.place, bytes, time, crate::studio::now_ms());
            }
        };
        let walk = Walk {
            ledger: &self.ledger,
            door: &self.door,
            vault: &self.vault,
            clock: &self.clock,
            cancel: &progress.cancel,
            patience: if tally.spent { Duration::ZERO } else { self.patience() },
            wish: Wish::of(studio, self.draft),
            tell: &tell,
            took: &took,
            trouble: &|error| studio.troubles.told((self.draft, &self.account), error, &self.ledger),
        };
        let went = walk.run(standing).await;
        studio.troubles.told((self.draft, &self.account), None, &self.ledger);
        match went {
            Ok(after) => {
                tally.spent = false;
                tally.doubt.hears(&after.stage);
                if !goes_on(&after.stage) && tally.over.insert(id) {
                    tally.bytes += bytes;
                    tally.posted += u32::from(matches!(after.stage, Stage::Posted { .. }));
                }
                Ok(())
            }
            Err(Step::Net(error)) if !needs_login(&error) => {
                tally.spent |= error.is_retryable();
                tally.aside.insert(id, error.into());
                Ok(())
            }
            Err(Step::Net(error)) => Err(error.into()),
            Err(Step::Problem(problem)) => Err(problem),
        }
    }

    /// Waits until then, or until something changed.
    async fn wait(&self, events: broadcast::Receiver<Event>, until_ms: i64, progress: &Progress) {
        let until_ms = match self.clock {
            Clock::Wall => until_ms.min(self.clock.now_ms().saturating_add(LOOK_EVERY_MS)),
            Clock::Skipping(_) => until_ms,
        };
        let changed = changed(events, self.draft);
        tokio::select! {
            biased;
            () = progress.cancel.cancelled() => {}
            () = progress.to_pause() => {}
            () = changed => {}
            () = self.clock.until(until_ms) => {}
        }
    }

    pub(super) async fn mine(
        &self,
        read: impl FnOnce(&Store) -> Result<Vec<Standing>, storage::StorageError> + Send + 'static,
    ) -> Result<Vec<Standing>, Problem> {
        let mut all = self.ledger.with(read).await?;
        all.retain(|standing| {
            standing.posting.draft == self.draft && standing.posting.account == self.account
        });
        Ok(all)
    }
}

/// Ends when something happened to a draft, or to one of its postings.
async fn changed(mut events: broadcast::Receiver<Event>, draft: DraftId) {
    loop {
        match events.recv().await {
            Ok(Event::Posted(of) | Event::DraftChanged(of)) if of == draft => return,
            Ok(_) => {}
            // Perhaps it was among those that were missed.
            Err(_) => return,
        }
    }
}
