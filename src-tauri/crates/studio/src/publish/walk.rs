//! Takes one posting from step to step, each written down before and after. Killed anywhere, the next walk
//! goes on where the ledger and the platform say.

use std::{
    ops::Range,
    path::PathBuf,
    time::{Duration, Instant},
};

use publish::{Held, NetError, Resumable, Source};
use serde::{Deserialize, Serialize};
use series::{ChunkPlan, Happened, Next, Refused, Remedy, Secret, Stage, Unanswered};
use storage::Standing;
use tokio_util::sync::CancellationToken;

use super::{
    Clock,
    door::{Door, Place},
    ledger::Ledger,
    looked::{Look, Looked},
    vault::Vault,
};
use crate::{Problem, ProblemCode};

/// How often it is asked meanwhile: its own limit is 30 a minute.
const ASK_EVERY_MS: [i64; 5] = [1_000, 2_000, 4_000, 8_000, 15_000];
/// How long is waited after something that may go well by itself.
const AGAIN_AFTER_MS: [i64; 7] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000];

/// Everything that takes a posting along.
pub(crate) struct Walk<'a, D> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) door: &'a D,
    pub(crate) vault: &'a Vault,
    pub(crate) clock: &'a Clock,
    pub(crate) cancel: &'a CancellationToken,
    /// How long to go on without anything going well.
    pub(crate) patience: Duration,
    /// Hears how many bytes the platform holds.
    pub(crate) tell: &'a (dyn Fn(u64) + Send + Sync),
    /// Hears how many bytes went out in what time.
    pub(crate) took: &'a (dyn Fn(u64, Duration) + Send + Sync),
    /// Hears what went wrong before it is tried again, and when it goes well.
    pub(crate) trouble: &'a (dyn Fn(Option<&NetError>) + Send + Sync),
}

/// What is kept in the vault of a place: what the ledger must not know, and what it needs when the process
/// was killed before it was told.
#[derive(Serialize, Deserialize)]
struct KeptPlace {
    /// The line of the ledger that the question stands in: an answer to an earlier one is not this one's.
    asked: u64,
    ticket: String,
    plan: ChunkPlan,
    address: String,
    until_ms: i64,
}

impl<D: Door> Walk<'_, D> {
    /// Goes on until the posting is over or the creator is asked.
    ///
    /// # Errors
    /// `Cancelled`; what keeps it from going on for longer than the patience lasts; what the store says.
    /// The posting can be walked on later, always.
    pub(crate) async fn run(&self, mut standing: Standing) -> Result<Standing, Problem> {
        let mut failures = Failures::default();
        let (mut asked, mut looked) = (0, Looked::default());
        loop {
            let stage = standing.stage.clone();
            if self.cancel.is_cancelled() {
                return Err(Problem::new(ProblemCode::Cancelled));
            }
            let next = stage.next();
            let only_asks = matches!(next, Next::AskHeld | Next::AskStatus);
            let stepped = match next {
                Next::Nothing | Next::AskCreator => {
                    // What is only out of reach goes on there.
                    if !matches!(stage, Stage::Unreachable { .. }) {
                        self.forget(&standing).await?;
                    }
                    return Ok(standing);
                }
                Next::Reserve => self.reserve(&standing, &mut looked).await,
                Next::GiveUpAnswer => self.recover(&standing).await,
                Next::Send(range) => self.send(&standing, range, &mut looked).await,
                Next::AskHeld | Next::AskStatus => self.ask(&standing).await,
            };
            match stepped {
                Ok(Some(after)) => {
                    standing = after;
                    asked = 0;
                    // That the platform answers is not yet that anything arrives.
                    if !only_asks {
                        failures = Failures::default();
                        (self.trouble)(None);
                    }
                }
                // It works on it.
                Ok(None) => {
                    let pause = ASK_EVERY_MS[asked.min(ASK_EVERY_MS.len() - 1)];
                    asked += 1;
                    self.pause(pause).await;
                }
                Err(Step::Problem(problem)) => return Err(problem),
                Err(Step::Net(error)) if error.is_retryable() => {
                    (self.trouble)(Some(&error));
                    let pause = failures.pause(self.patience).ok_or(error)?;
                    self.pause(pause).await;
                    // A reserve that did not leave was written down.
                    standing = self.read(&standing).await?;
                }
                Err(Step::Net(error)) => return Err(error.into()),
            }
        }
    }

    async fn reserve(&self, standing: &Standing, looked: &mut Looked) -> Result<Option<Standing>, Step> {
        let refused = match looked.look(&standing.posting.file).await? {
            Look::Same => self.objection(standing).await?,
            Look::Other => Some(Refused::file_changed()),
            Look::Unreachable => return Ok(Some(self.write(standing, Happened::Unreachable).await?)),
        };
        if let Some(refused) = refused {
            return Ok(Some(self.write(standing, Happened::Refused { refused }).await?));
        }
        let standing = self.write(standing, Happened::Reserving).await?;
        // Not cancelled: an answer that nobody hears is lost.
        match self.door.reserve(&standing.posting, self.clock.now_ms()).await {
            Ok(place) => {
                self.keep(&standing, &place).await?;
                let Place { ticket, plan, until_ms, .. } = place;
                Ok(Some(self.write(&standing, Happened::Reserved { ticket, plan, until_ms }).await?))
            }
            Err(error) if error.is_ambiguous() => {
                Ok(Some(self.write(&standing, Happened::Lost { what: Unanswered::Place }).await?))
            }
            Err(NetError::Refused(refused)) if !needs_login(&refused) => {
                Ok(Some(self.write(&standing, Happened::Refused { refused }).await?))
            }
            Err(error) => {
                self.write(&standing, Happened::NotAsked).await?;
                Err(error.into())
            }
        }
    }

    /// What speaks against a place before one is asked for.
    async fn objection(&self, standing: &Standing) -> Result<Option<Refused>, Step> {
        match self.door.objection(&standing.posting).await {
            Err(NetError::Refused(refused)) if !needs_login(&refused) && !passes(&refused) => {
                Ok(Some(refused))
            }
            objection => Ok(objection?),
        }
    }

    /// A place was asked for by a process that is gone: perhaps it kept the answer.
    async fn recover(&self, standing: &Standing) -> Result<Option<Standing>, Step> {
        let kept = self.kept(standing).await?.filter(|kept| kept.asked == standing.lines);
        let happened = match kept {
            Some(KeptPlace { ticket, plan, until_ms, .. }) => Happened::Reserved { ticket, plan, until_ms },
            None => Happened::Lost { what: Unanswered::Place },
        };
        Ok(Some(self.write(standing, happened).await?))
    }

    async fn send(
        &self,
        standing: &Standing,
        range: Range<u64>,
        looked: &mut Looked,
    ) -> Result<Option<Standing>, Step> {
        let Stage::Sending { ticket, plan, .. } = &standing.stage else { return Ok(None) };
        let before = standing.lines;
        let Some(kept) = self.kept(standing).await?.filter(|kept| kept.ticket == *ticket) else {
            return self.ended(standing, Refused::address_lost(), before).await;
        };
        match looked.look(&standing.posting.file).await? {
            Look::Same => {}
            Look::Other => return self.ended(standing, Refused::file_changed(), before).await,
            Look::Unreachable => return Ok(Some(self.write(standing, Happened::Unreachable).await?)),
        }
        let file = &standing.posting.file;
        let source = Source::new(PathBuf::from(&file.path), file.bytes, file.mime.clone());
        let standing = &self.write(standing, Happened::Sending { from: range.start }).await?;
        let upload = self.door.upload(ticket, *plan, &Secret::new(kept.address))?;
        let (bytes, began) = (range.end - range.start, Instant::now());
        let sent = tokio::select! {
            sent = upload.send(range, &source) => sent,
            () = self.cancel.cancelled() => return Err(Problem::new(ProblemCode::Cancelled).into()),
        };
        if sent.is_ok() {
            (self.took)(bytes, began.elapsed());
            self.clock.sent(bytes);
        }
        match sent {
            Ok(Held::Bytes(bytes)) => {
                (self.tell)(bytes);
                Ok(Some(self.write(standing, Happened::Held { bytes }).await?))
            }
            Ok(Held::All) => {
                (self.tell)(file.bytes);
                Ok(Some(self.write(standing, Happened::Sent).await?))
            }
            Err(NetError::Refused(refused)) if is_final(&refused) => {
                self.ended(standing, refused, before).await
            }
            // It became another while it was read, or away: the server cannot have had the whole of it now.
            Err(NetError::FileChanged { .. } | NetError::File { .. }) => {
                match Looked::default().look(&standing.posting.file).await? {
                    Look::Other => self.ended(standing, Refused::file_changed(), before).await,
                    Look::Same | Look::Unreachable => {
                        Ok(Some(self.write(standing, Happened::Unreachable).await?))
                    }
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn write(&self, standing: &Standing, happened: Happened) -> Result<Standing, Problem> {
        self.ledger.happened(standing, happened, self.clock.now_ms()).await
    }

    async fn read(&self, standing: &Standing) -> Result<Standing, Problem> {
        let id = standing.posting.id;
        self.ledger.with(move |store| store.posting(id)).await
    }

    async fn keep(&self, standing: &Standing, place: &Place) -> Result<(), Problem> {
        let kept = KeptPlace {
            asked: standing.lines,
            ticket: place.ticket.clone(),
            plan: place.plan,
            address: place.address.expose().to_owned(),
            until_ms: place.until_ms,
        };
        let text = serde_json::to_string(&kept).map_err(|error| Problem::unexpected(&error))?;
        self.vault.keep(&name(standing), Secret::new(text)).await
    }

    async fn kept(&self, standing: &Standing) -> Result<Option<KeptPlace>, Problem> {
        let text = self.vault.find(&name(standing)).await?;
        // What cannot be read is as good as lost.
        Ok(text.and_then(|text| serde_json::from_str(text.expose()).ok()))
    }

    async fn forget(&self, standing: &Standing) -> Result<(), Problem> {
        self.vault.forget(&name(standing)).await
    }

    async fn pause(&self, millis: i64) {
        let until = self.clock.until(self.clock.now_ms().saturating_add(millis));
        tokio::select! {
            () = until => {}
            () = self.cancel.cancelled() => {}
        }
    }
}

/// The vault's name for the place of a posting.
fn name(standing: &Standing) -> String {
    format!("place/{}", standing.posting.id)
}

/// Must the creator log in, or mend the keys, before it can go on?
fn needs_login(refused: &Refused) -> bool {
    matches!(refused.why.remedy(), Remedy::LogIn | Remedy::EnterKeys)
}

/// Does it pass within minutes?
fn passes(refused: &Refused) -> bool {
    matches!(refused.why.remedy(), Remedy::TryAgain | Remedy::WaitAMinute)
}

/// Is the upload over, whatever is done? What is only out of step or in trouble is asked about.
fn is_final(refused: &Refused) -> bool {
    !needs_login(refused) && !passes(refused) && refused.why.remedy() != Remedy::Look
}

/// Why a step was not done.
pub(super) enum Step {
    Net(NetError),
    Problem(Problem),
}

impl From<NetError> for Step {
    fn from(error: NetError) -> Self {
        Self::Net(error)
    }
}

impl From<Problem> for Step {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Failures in a row.
#[derive(Default)]
struct Failures {
    count: usize,
    waited_ms: i64,
}

impl Failures {
    /// How long to wait before the next try; none when the patience is at its end. Only what was waited
    /// counts: a machine that slept meanwhile has waited for nothing.
    fn pause(&mut self, patience: Duration) -> Option<i64> {
        let pause = AGAIN_AFTER_MS[self.count.min(AGAIN_AFTER_MS.len() - 1)];
        let left = u128::try_from(self.waited_ms).unwrap_or(0) < patience.as_millis();
        self.count += 1;
        self.waited_ms = self.waited_ms.saturating_add(pause);
        left.then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_with_the_patience() {
        let mut failures = Failures::default();
        let patience = Duration::from_secs(100);
        let pauses: Vec<_> = std::iter::from_fn(|| failures.pause(patience)).collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    }
}
