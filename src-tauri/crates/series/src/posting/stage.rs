//! Where a posting stands, and what is to be done next. However it was interrupted, replaying what happened
//! says so: nothing is asked for twice, nothing is sent that the platform already holds.

use serde::Serialize;
use thiserror::Error;
use ts_rs::TS;

use super::{ChunkPlan, Happened, Refused, Remedy, Target, Unanswered};
use crate::{Message, Value};

/// Where a posting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// It waits for its turn.
    Waiting,
    /// A place was asked for, and nothing answered yet.
    Reserving,
    /// It is being sent.
    Sending {
        /// The platform's name for it.
        ticket: String,
        /// How it is sent.
        plan: ChunkPlan,
        /// Bytes that the platform is known to hold.
        held: u64,
        /// Was the last of its bytes under way to this place once, so that the platform may have all of it?
        all_went: bool,
        /// Until when its address holds, in milliseconds since 1970.
        until_ms: i64,
    },
    /// All of it is there; the platform works on it.
    Processing {
        /// The platform's name for it.
        ticket: String,
    },
    /// It is posted.
    Posted {
        /// The platform's name for what can be watched, if it told.
        post: Option<String>,
    },
    /// The platform refused it.
    Refused {
        /// What it said.
        refused: Refused,
    },
    /// Nobody knows whether the platform took it; the creator is asked.
    Unconfirmed {
        /// What was not answered.
        what: Unanswered,
        /// The platform's name for it, if it gave one.
        ticket: Option<String>,
    },
    /// Its file cannot be read for now. Nothing of it is lost: it goes on from there.
    Unreachable {
        /// Where it stood.
        was: Box<Stage>,
    },
    /// The creator does not want it sent.
    Skipped,
    /// Its episode is gone, or goes elsewhere. Sent there anew, it comes on the list as another posting.
    Withdrawn,
}

/// What is to be done next for a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Ask for a place, when the calendar says so.
    Reserve,
    /// A place was asked for by somebody who is gone: write down that the answer is lost.
    GiveUpAnswer,
    /// Ask how much the platform holds.
    AskHeld,
    /// Send these bytes.
    Send(std::ops::Range<u64>),
    /// Ask how far the platform is.
    AskStatus,
    /// Nothing, until the creator says something.
    AskCreator,
    /// Nothing: it is over.
    Nothing,
}

/// Something cannot have happened to a posting that stands there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{happened:?} cannot happen to a posting that is {stage:?}")]
pub struct Impossible {
    /// Where it stood.
    pub stage: Box<Stage>,
    /// What is said to have happened.
    pub happened: Box<Happened>,
}

impl Stage {
    /// Where a posting stands to which all that happened, in order.
    ///
    /// # Errors
    /// The first that cannot have happened.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Happened>) -> Result<Self, Impossible> {
        all.into_iter().try_fold(Self::Waiting, Self::after)
    }

    /// Where it stands after one thing more.
    ///
    /// # Errors
    /// If that cannot have happened.
    pub fn after(self, happened: &Happened) -> Result<Self, Impossible> {
        match (self, happened) {
            (Self::Waiting, Happened::Planned) => Ok(Self::Waiting),
            (Self::Waiting, Happened::Reserving) => Ok(Self::Reserving),
            (Self::Reserving, Happened::Reserved { ticket, plan, until_ms }) => Ok(Self::Sending {
                ticket: ticket.clone(),
                plan: *plan,
                held: 0,
                all_went: false,
                until_ms: *until_ms,
            }),
            (Self::Reserving, Happened::NotAsked) => Ok(Self::Waiting),
            (Self::Reserving, Happened::Lost { what: what @ Unanswered::Place }) => {
                Ok(Self::Unconfirmed { what: *what, ticket: None })
            }
            (Self::Sending { ticket, plan, held, all_went, until_ms }, Happened::Sending { from })
                if *from == held && held < plan.size =>
            {
                let all_went = all_went || plan.after(held).is_some_and(|range| range.end == plan.size);
                Ok(Self::Sending { ticket, plan, held, all_went, until_ms })
            }
            // What the platform says counts, even if it is less than it said before.
            (Self::Sending { ticket, plan, all_went, until_ms, .. }, Happened::Held { bytes })
                if *bytes <= plan.size =>
            {
                let all_went = all_went || *bytes == plan.size;
                Ok(Self::Sending { ticket, plan, held: *bytes, all_went, until_ms })
            }
            (Self::Sending { ticket, .. }, Happened::Sent) => Ok(Self::Processing { ticket }),
            (
                Self::Sending { ticket, .. } | Self::Processing { ticket },
                Happened::Lost { what: what @ Unanswered::Status },
            ) => Ok(Self::Unconfirmed { what: *what, ticket: Some(ticket) }),
            // Whatever still reads, more may have happened.
            (stage, Happened::Lost { what: what @ Unanswered::Log })
                if !matches!(stage, Self::Posted { .. }) =>
            {
                Ok(Self::Unconfirmed { what: *what, ticket: stage.ticket().map(str::to_owned) })
            }
            // A status may tell of the end before it told that all arrived, or long after nobody knew.
            (
                Self::Sending { .. } | Self::Processing { .. } | Self::Unconfirmed { ticket: Some(_), .. },
                Happened::Posted { post },
            ) => Ok(Self::Posted { post: post.clone() }),
            (
                Self::Waiting
                | Self::Reserving
                | Self::Sending { .. }
                | Self::Processing { .. }
                | Self::Unconfirmed { what: Unanswered::Status, .. },
                Happened::Refused { refused },
            ) => Ok(Self::Refused { refused: refused.clone() }),
            (Self::Unconfirmed { .. } | Self::Refused { .. }, Happened::SeenThere) => {
                Ok(Self::Posted { post: None })
            }
            (Self::Unconfirmed { .. } | Self::Refused { .. } | Self::Skipped, Happened::Again) => {
                Ok(Self::Waiting)
            }
            (was @ (Self::Waiting | Self::Sending { .. }), Happened::Unreachable) => {
                Ok(Self::Unreachable { was: Box::new(was) })
            }
            (Self::Unreachable { was }, Happened::Again) => Ok(*was),
            (stage, Happened::Skipped) if stage.asks() || stage.is_recallable() => Ok(Self::Skipped),
            (stage, Happened::Withdrawn)
                if stage.is_recallable() || matches!(stage, Self::Refused { .. }) =>
            {
                Ok(Self::Withdrawn)
            }
            (stage, happened) => {
                Err(Impossible { stage: Box::new(stage), happened: Box::new(happened.clone()) })
            }
        }
    }

    /// The platform's name for it, if it gave one.
    #[must_use]
    pub fn ticket(&self) -> Option<&str> {
        match self {
            Self::Sending { ticket, .. } | Self::Processing { ticket } => Some(ticket),
            Self::Unconfirmed { ticket, .. } => ticket.as_deref(),
            Self::Unreachable { was } => was.ticket(),
            Self::Waiting
            | Self::Reserving
            | Self::Posted { .. }
            | Self::Refused { .. }
            | Self::Skipped
            | Self::Withdrawn => None,
        }
    }

    /// What is to be done next by whoever takes it along from here: an answer that another waited for never
    /// comes. `told`: did the platform say what it holds to whoever asks this, and nothing was sent since? Else
    /// a chunk may have arrived of which nobody knows.
    #[must_use]
    pub fn next(&self, told: bool) -> Next {
        match self {
            Self::Waiting => Next::Reserve,
            Self::Reserving => Next::GiveUpAnswer,
            Self::Sending { .. } if !told => Next::AskHeld,
            Self::Sending { plan, held, .. } => plan.after(*held).map_or(Next::AskStatus, Next::Send),
            Self::Processing { .. } => Next::AskStatus,
            Self::Unconfirmed { .. } | Self::Refused { .. } | Self::Unreachable { .. } => Next::AskCreator,
            Self::Posted { .. } | Self::Skipped | Self::Withdrawn => Next::Nothing,
        }
    }

    /// Where what goes to that target stands, as a sentence: `stage.waiting`, or what a refusal means.
    #[must_use]
    pub fn message(&self, target: Target) -> Message {
        let by = |name: &str| Message::new(format!("stage.{name}"));
        match self {
            Self::Waiting => by("waiting"),
            Self::Reserving => by("reserving"),
            Self::Sending { plan, held, .. } => {
                by("sending").with("held", Value::Bytes(*held)).with("all", Value::Bytes(plan.size))
            }
            Self::Processing { .. } => by("processing"),
            // A draft is there for nobody but its creator yet.
            Self::Posted { .. } if target == Target::TiktokDraft => by("in_inbox"),
            Self::Posted { .. } => by("posted"),
            Self::Refused { refused } => refused.message(),
            Self::Unconfirmed { what: Unanswered::Place, .. } => by("unconfirmed_place"),
            Self::Unconfirmed { what: Unanswered::Status, .. } => by("unconfirmed_status"),
            Self::Unconfirmed { what: Unanswered::Log, .. } => by("unconfirmed_log"),
            Self::Unreachable { .. } => by("unreachable"),
            Self::Skipped => by("skipped"),
            Self::Withdrawn => by("withdrawn"),
        }
    }

    /// What the creator can do about it, if there is something.
    #[must_use]
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Refused { refused } => Some(refused.why.remedy()),
            Self::Unconfirmed { .. } => Some(Remedy::Look),
            Self::Unreachable { .. } => Some(Remedy::TryAgain),
            Self::Waiting
            | Self::Reserving
            | Self::Sending { .. }
            | Self::Processing { .. }
            | Self::Posted { .. }
            | Self::Skipped
            | Self::Withdrawn => None,
        }
    }

    /// Does it wait for what the creator says?
    #[must_use]
    pub const fn asks(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Unconfirmed { .. } | Self::Unreachable { .. })
    }

    /// Is there nothing left to do, for us and for the creator?
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Posted { .. }) || self.is_off()
    }

    /// Is it off the list without being sent, so that its episode may come on it anew?
    #[must_use]
    pub const fn is_off(&self) -> bool {
        matches!(self, Self::Skipped | Self::Withdrawn)
    }

    /// Is it certain that nobody ever sees anything of it unless more is sent? Of a file the last bytes of which
    /// were never under way, the platform makes nothing.
    #[must_use]
    pub fn is_recallable(&self) -> bool {
        match self {
            Self::Waiting => true,
            Self::Sending { all_went, .. } => !all_went,
            Self::Unreachable { was } => was.is_recallable(),
            Self::Reserving
            | Self::Processing { .. }
            | Self::Posted { .. }
            | Self::Refused { .. }
            | Self::Unconfirmed { .. }
            | Self::Skipped
            | Self::Withdrawn => false,
        }
    }

    /// Bytes that lie at the platform, of a file that is still to be sent.
    #[must_use]
    pub fn begun(&self) -> Option<u64> {
        match self {
            Self::Sending { held, .. } => Some(*held),
            Self::Unreachable { was } => was.begun(),
            _ => None,
        }
    }

    /// May the platform have something of it, so that it must not simply be forgotten?
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::Reserving | Self::Sending { .. } | Self::Processing { .. })
    }
}

#[cfg(test)]
mod tests;
