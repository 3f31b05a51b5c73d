//! Takes one posting from step to step, each written down before and after. Killed anywhere, the next walk
//! goes on where the ledger and the platform say.

use std::{
    ops::Range,
    path::PathBuf,
    time::{Duration, Instant},
};

use publish::{Held, NetError, Resumable, Source};
use serde::{Deserialize, Serialize};
use series::{ChunkPlan, Happened, Next, Posting, Refused, Remedy, Secret, Stage, Unanswered, Why};
use storage::Standing;
use tokio_util::sync::CancellationToken;

use super::{
    Clock,
    door::{Door, Place},
    going::Going,
    ledger::Ledger,
    looked::{Look, Looked},
    recalled::Wish,
    vault::Vault,
};
use crate::{Problem, ProblemCode};

/// How often it is asked meanwhile: its own limit is 30 a minute.
const ASK_EVERY_MS: [i64; 5] = [1_000, 2_000, 4_000, 8_000, 15_000];

/// Everything that takes a posting along.
pub(crate) struct Walk<'a, D> {
    pub(crate) ledger: &'a Ledger,
    pub(crate) door: &'a D,
    pub(crate) vault: &'a Vault,
    pub(crate) clock: &'a Clock,
    pub(crate) cancel: &'a CancellationToken,
    /// How long to go on without anything going well.
    pub(crate) patience: Duration,
    /// What the draft wants sent.
    pub(crate) wish: Wish<'a>,
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

/// What a walk saw and need not look up before every chunk: a keychain takes longer to answer than a chunk to go
/// out.
#[derive(Default)]
struct Seen {
    file: Looked,
    place: Option<KeptPlace>,
}

impl<D: Door> Walk<'_, D> {
    /// Goes on until the posting is over, the creator is asked, or it is not wanted any more and can be called
    /// back. Behind that nothing more of it is sent, and what the platform says of it counts.
    ///
    /// # Errors
    /// `Cancelled`, and what the store or the vault says, as a problem; else what keeps this posting from going
    /// on, at once or for longer than the patience lasts. It can be walked on later, always.
    pub(crate) async fn run(&self, mut standing: Standing) -> Result<Standing, Step> {
        let mut going = Going::from(&standing.stage, self.patience);
        let (mut asked, mut seen) = (0, Seen::default());
        // Did the platform say to this walk what it holds, and nothing was sent since?
        let mut told = false;
        loop {
            if self.cancel.is_cancelled() {
                return Err(Problem::new(ProblemCode::Cancelled).into());
            }
            let stepped = match standing.stage.next(told) {
                Next::Nothing | Next::AskCreator => {
                    // What is only out of reach goes on there.
                    if !matches!(standing.stage, Stage::Unreachable { .. }) {
                        self.forget(&standing).await?;
                    }
                    return Ok(standing);
                }
                Next::Reserve | Next::Send(_) if !self.wish.wants(&standing.posting).await? => {
                    if standing.stage.is_recallable() {
                        return Ok(standing);
                    }
                    self.ended(&standing, Refused::takes_nothing(), &standing.stage).await
                }
                Next::Reserve => self.reserve(&standing, &mut seen.file).await,
                Next::GiveUpAnswer => self.recover(&standing).await,
                Next::Send(_) if going.is_stuck() => {
                    self.ended(&standing, Refused::takes_nothing(), &standing.stage).await
                }
                Next::Send(range) => {
                    let sent = self.send(&standing, range, &mut seen).await;
                    if matches!(&sent, Err(Step::Net(NetError::Refused(no))) if no.why == Why::OutOfStep) {
                        going.takes_nothing();
                    }
                    sent
                }
                Next::AskHeld | Next::AskStatus => self.ask(&standing).await,
            };
            match stepped {
                Ok(Some(after)) => {
                    standing = after;
                    (told, asked) = (true, 0);
                    if going.comes_to(&standing.stage) {
                        (self.trouble)(None);
                    }
                }
                // It works on it.
                Ok(None) => {
                    let pause = ASK_EVERY_MS[asked.min(ASK_EVERY_MS.len() - 1)];
                    asked += 1;
                    self.pause(pause).await;
                }
                Err(Step::Net(error)) if passes(&error) => {
                    (self.trouble)(Some(&error));
                    let pause = going.pause().ok_or(error)?;
                    self.pause(pause).await;
                    // A reserve that did not leave was written down.
                    (standing, told) = (self.read(&standing).await?, false);
                }
                // The creator does not want it any more, or somebody else found out the same.
                Err(Step::Problem(problem)) if problem.code == ProblemCode::PostingMovedOn => {
                    (standing, told) = (self.read(&standing).await?, false);
                }
                Err(step) => return Err(step),
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
            Err(NetError::Refused(refused)) if !of_the_login(&refused) => {
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
            Err(NetError::Refused(refused)) if says_no(&refused) => Ok(Some(refused)),
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
        seen: &mut Seen,
    ) -> Result<Option<Standing>, Step> {
        let Stage::Sending { ticket, plan, .. } = &standing.stage else { return Ok(None) };
        let before = &standing.stage;
        if seen.place.as_ref().is_none_or(|place| place.ticket != *ticket) {
            seen.place = self.kept(standing).await?.filter(|kept| kept.ticket == *ticket);
        }
        let Some(place) = &seen.place else {
            return self.ended(standing, Refused::address_lost(), before).await;
        };
        match seen.file.look(&standing.posting.file).await? {
            Look::Same => {}
            Look::Other => return self.ended(standing, Refused::file_changed(), before).await,
            Look::Unreachable => return Ok(Some(self.write(standing, Happened::Unreachable).await?)),
        }
        let file = &standing.posting.file;
        let source = Source::new(PathBuf::from(&file.path), file.bytes, file.mime.clone());
        // Behind these bytes it may be there for all: from now on it cannot be called back.
        let last = range.end == file.bytes;
        let written = if last {
            Some(self.write(standing, Happened::Sending { from: range.start }).await?)
        } else {
            None
        };
        let standing = written.as_ref().unwrap_or(standing);
        let (bytes, began) = (range.end - range.start, Instant::now());
        let sent = match self.door.upload(ticket, *plan, &Secret::new(place.address.as_str())) {
            Ok(upload) => tokio::select! {
                sent = upload.send(range.clone(), &source) => sent,
                () = self.cancel.cancelled() => return Err(Problem::new(ProblemCode::Cancelled).into()),
            },
            Err(error) => Err(error),
        };
        if sent.is_ok() {
            (self.took)(bytes, began.elapsed());
            self.clock.sent(bytes);
        }
        match sent {
            Ok(Held::Bytes(bytes)) => {
                (self.tell)(bytes);
                let standing = self.write(standing, Happened::Held { bytes }).await?;
                if bytes > range.start { Ok(Some(standing)) } else { Err(out_of_step().into()) }
            }
            Ok(Held::All) => {
                (self.tell)(file.bytes);
                Ok(Some(self.write(standing, Happened::Sent).await?))
            }
            Err(NetError::Refused(refused)) if says_no(&refused) => {
                self.ended(standing, refused, before).await
            }
            Err(NetError::Forbidden { url }) => {
                self.ended(standing, Refused::strange_address(url), before).await
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
        self.vault.keep(&place_name(&standing.posting), Secret::new(text)).await
    }

    async fn kept(&self, standing: &Standing) -> Result<Option<KeptPlace>, Problem> {
        let text = self.vault.find(&place_name(&standing.posting)).await?;
        // What cannot be read is as good as lost.
        Ok(text.and_then(|text| serde_json::from_str(text.expose()).ok()))
    }

    async fn forget(&self, standing: &Standing) -> Result<(), Problem> {
        self.vault.forget(&place_name(&standing.posting)).await
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
pub(super) fn place_name(posting: &Posting) -> String {
    format!("place/{}", posting.id)
}

/// Nothing of what was sent is held. It is asked how much is.
fn out_of_step() -> NetError {
    NetError::Refused(Refused::of("out_of_step", "", ""))
}

/// Must the creator log in, or mend the keys, before anything of the account can go on?
pub(super) fn needs_login(error: &NetError) -> bool {
    match error {
        NetError::NotLoggedIn { .. } | NetError::Keeper { .. } => true,
        NetError::Refused(refused) => of_the_login(refused),
        _ => false,
    }
}

fn of_the_login(refused: &Refused) -> bool {
    matches!(refused.why.remedy(), Remedy::LogIn | Remedy::EnterKeys)
}

/// Does it pass within minutes, or is it asked where the server is?
pub(super) fn passes(error: &NetError) -> bool {
    match error {
        NetError::Refused(refused) => !of_the_login(refused) && !says_no(refused),
        error => error.is_retryable(),
    }
}

/// Is it over for this posting, as far as that answer goes? Not what concerns the login, nor what passes.
pub(super) fn says_no(refused: &Refused) -> bool {
    let passes = matches!(refused.why.remedy(), Remedy::TryAgain | Remedy::WaitAMinute);
    !of_the_login(refused) && !passes && refused.why != Why::OutOfStep
}

/// Why a step was not done.
pub(crate) enum Step {
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
