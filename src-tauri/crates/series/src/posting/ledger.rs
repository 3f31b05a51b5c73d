//! The ledger: what happened to each posting, written down before and after every step, and what is to be
//! done next. However it was interrupted, replaying what happened says where it stands: nothing is asked
//! for twice, nothing is sent that the platform already holds.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::{ChunkPlan, Refused, Remedy, Target};
use crate::{DraftId, EpisodeId, Fingerprint, Message, Micros, PostingId, Value};

/// An account at a platform: `tiktok:` and its open id, or a PeerTube server's host and the user's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct AccountId(pub String);

/// An episode's file on its way to an account. What it is never changes; what happened to it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Posting {
    /// Names it.
    pub id: PostingId,
    /// The draft it is of.
    pub draft: DraftId,
    /// The revision of the draft that passed preflight.
    pub revision: u64,
    /// The episode.
    pub episode: EpisodeId,
    /// The episode's title then.
    pub title: String,
    /// Where it goes.
    pub target: Target,
    /// The episode's own target when it came on the list, where that was noted.
    #[serde(default)]
    pub meant: Option<Target>,
    /// Whose account it goes to.
    pub account: AccountId,
    /// The finished file.
    pub file: PostingFile,
    /// What is said with it: what the target takes of it.
    pub words: PostingWords,
}

/// The file of a posting, kept until it is posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PostingFile {
    /// Where it is.
    pub path: String,
    /// Bytes it has.
    pub bytes: u64,
    /// Its content: a file that is another by now is not sent on.
    pub fingerprint: Fingerprint,
    /// How long it is.
    pub duration: Micros,
    /// `video/mp4`.
    pub mime: String,
}

/// What is said with a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PostingWords {
    /// The caption, or the title where there is one.
    pub caption: String,
    /// Who can watch, what they can do, what it advertises.
    pub settings: super::PostSettings,
    /// The frame for the cover.
    pub cover: Option<Micros>,
}

/// Something that happened to a posting. Written down before the next thing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "happened", rename_all = "snake_case")]
pub enum Happened {
    /// It was put on the list.
    Planned,
    /// The platform is about to be asked for a place to send it to. Whether the question arrives is not
    /// known until something else happened.
    Reserving,
    /// The question did not leave: nothing was asked for.
    NotAsked,
    /// The platform gave it a place, and a name.
    Reserved {
        /// The platform's name for it. The address it is sent to is a secret and not in here.
        ticket: String,
        /// How it is sent.
        plan: ChunkPlan,
        /// Until when the address holds, in milliseconds since 1970.
        until_ms: i64,
    },
    /// The bytes from there on are about to be sent.
    Sending {
        /// The first of them.
        from: u64,
    },
    /// The platform said how many bytes it holds.
    Held {
        /// How many.
        bytes: u64,
    },
    /// The platform holds the whole file, and works on it.
    Sent,
    /// It is there: in the inbox, or for all who may watch.
    Posted {
        /// The platform's name for what can be watched, if it told.
        post: Option<String>,
    },
    /// The platform refused it. What it held of it is gone.
    Refused {
        /// What it said.
        refused: Refused,
    },
    /// Nobody knows whether the platform took it.
    Lost {
        /// What was not answered.
        what: Unanswered,
    },
    /// The creator looked, and it is there.
    SeenThere,
    /// The creator wants it sent anew, knowing what happened.
    Again,
    /// The creator does not want it sent any more, or not now.
    Skipped,
    /// Its episode is gone, or goes elsewhere since: see [`Posting::is_wanted`].
    Withdrawn,
}

/// What was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// The question for a place. No byte was sent: nothing can be seen by anybody, but a place may be used
    /// up.
    Place,
    /// Where the file stands, when the platform knows the posting no more. It may have been posted.
    Status,
    /// Nothing was asked: what was written down of the posting is damaged, and its end is lost. It may have
    /// been posted.
    Log,
}

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
        /// Is there a chunk under way of which nobody knows whether it arrived?
        unsure: bool,
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
                unsure: false,
                until_ms: *until_ms,
            }),
            (Self::Reserving, Happened::NotAsked) => Ok(Self::Waiting),
            (Self::Reserving, Happened::Lost { what: what @ Unanswered::Place }) => {
                Ok(Self::Unconfirmed { what: *what, ticket: None })
            }
            (Self::Sending { ticket, plan, held, until_ms, .. }, Happened::Sending { from })
                if *from == held && held < plan.size =>
            {
                Ok(Self::Sending { ticket, plan, held, unsure: true, until_ms })
            }
            // What the platform says counts, even if it is less than it said before.
            (Self::Sending { ticket, plan, until_ms, .. }, Happened::Held { bytes })
                if *bytes <= plan.size =>
            {
                Ok(Self::Sending { ticket, plan, held: *bytes, unsure: false, until_ms })
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
                Ok(Self::Unconfirmed { what: *what, ticket: stage.into_ticket() })
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
            // What was begun is finished or told of first: what is on its way cannot be called back.
            (Self::Waiting | Self::Refused { .. } | Self::Unconfirmed { .. }, Happened::Skipped) => {
                Ok(Self::Skipped)
            }
            (Self::Waiting | Self::Refused { .. }, Happened::Withdrawn) => Ok(Self::Withdrawn),
            (stage, happened) => {
                Err(Impossible { stage: Box::new(stage), happened: Box::new(happened.clone()) })
            }
        }
    }

    /// The platform's name for it, if it gave one.
    fn into_ticket(self) -> Option<String> {
        match self {
            Self::Sending { ticket, .. } | Self::Processing { ticket } => Some(ticket),
            Self::Unconfirmed { ticket, .. } => ticket,
            Self::Waiting
            | Self::Reserving
            | Self::Posted { .. }
            | Self::Refused { .. }
            | Self::Skipped
            | Self::Withdrawn => None,
        }
    }

    /// What is to be done next. `fresh` tells that whoever asks has done the last step itself: an answer
    /// that another process waited for never comes.
    #[must_use]
    pub fn next(&self, fresh: bool) -> Next {
        match self {
            Self::Waiting => Next::Reserve,
            Self::Reserving if fresh => Next::Nothing,
            Self::Reserving => Next::GiveUpAnswer,
            Self::Sending { unsure: true, .. } => Next::AskHeld,
            Self::Sending { plan, held, .. } => plan.after(*held).map_or(Next::AskStatus, Next::Send),
            Self::Processing { .. } => Next::AskStatus,
            Self::Unconfirmed { .. } | Self::Refused { .. } => Next::AskCreator,
            Self::Posted { .. } | Self::Skipped | Self::Withdrawn => Next::Nothing,
        }
    }

    /// Where it stands, as a sentence: `stage.waiting`, or what a refusal means.
    #[must_use]
    pub fn message(&self) -> Message {
        let by = |name: &str| Message::new(format!("stage.{name}"));
        match self {
            Self::Waiting => by("waiting"),
            Self::Reserving => by("reserving"),
            Self::Sending { plan, held, .. } => {
                by("sending").with("held", Value::Bytes(*held)).with("all", Value::Bytes(plan.size))
            }
            Self::Processing { .. } => by("processing"),
            Self::Posted { .. } => by("posted"),
            Self::Refused { refused } => refused.message(),
            Self::Unconfirmed { what: Unanswered::Place, .. } => by("unconfirmed_place"),
            Self::Unconfirmed { what: Unanswered::Status, .. } => by("unconfirmed_status"),
            Self::Unconfirmed { what: Unanswered::Log, .. } => by("unconfirmed_log"),
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
            Self::Waiting
            | Self::Reserving
            | Self::Sending { .. }
            | Self::Processing { .. }
            | Self::Posted { .. }
            | Self::Skipped
            | Self::Withdrawn => None,
        }
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

    /// May the platform have something of it, so that it must not simply be forgotten?
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        matches!(self, Self::Reserving | Self::Sending { .. } | Self::Processing { .. })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZE: u64 = 70_000_000;

    fn plan() -> ChunkPlan {
        ChunkPlan::of(SIZE).unwrap()
    }

    fn reserved() -> Happened {
        Happened::Reserved { ticket: "v_pub_file~1".into(), plan: plan(), until_ms: 3_600_000 }
    }

    fn stage(all: &[Happened]) -> Stage {
        Stage::of(all).unwrap()
    }

    #[test]
    fn the_whole_way_is_walked_by_doing_what_is_next() {
        let mut all = vec![Happened::Planned];
        let (mut stage, mut sent) = (stage(&all), Vec::new());
        loop {
            let happened = match stage.next(true) {
                Next::Reserve => vec![Happened::Reserving, reserved()],
                Next::Send(range) => {
                    sent.push(range.clone());
                    vec![Happened::Sending { from: range.start }, Happened::Held { bytes: range.end }]
                }
                Next::AskStatus if matches!(stage, Stage::Sending { .. }) => vec![Happened::Sent],
                Next::AskStatus => vec![Happened::Posted { post: Some("7".into()) }],
                Next::Nothing => break,
                other => panic!("{other:?} after {all:?}"),
            };
            for happened in happened {
                stage = stage.after(&happened).unwrap();
                all.push(happened);
            }
        }
        assert_eq!(stage, Stage::Posted { post: Some("7".into()) });
        assert!(sent.windows(2).all(|two| two[0].end == two[1].start), "{sent:?}");
        assert_eq!(sent.iter().map(|range| range.end - range.start).sum::<u64>(), SIZE);
    }

    #[test]
    fn an_answer_that_somebody_else_waited_for_is_lost_and_the_creator_is_asked() {
        let asked = stage(&[Happened::Planned, Happened::Reserving]);
        assert_eq!((asked.next(true), asked.next(false)), (Next::Nothing, Next::GiveUpAnswer));
        let lost = asked.after(&Happened::Lost { what: Unanswered::Place }).unwrap();
        assert_eq!(lost.next(false), Next::AskCreator);
        assert_eq!(lost.clone().after(&Happened::Again).unwrap().next(false), Next::Reserve);
        assert_eq!(lost.after(&Happened::SeenThere).unwrap(), Stage::Posted { post: None });
    }

    #[test]
    fn what_nobody_knew_is_settled_by_what_the_platform_says_of_that_very_place() {
        let end = |what| [Happened::Planned, Happened::Reserving, reserved(), Happened::Lost { what }];
        let posted = Happened::Posted { post: None };
        let refused = Happened::Refused { refused: Refused::of("internal", "", "") };
        let unsure = stage(&end(Unanswered::Status));
        assert_eq!(unsure.clone().after(&posted), Ok(Stage::Posted { post: None }));
        assert!(matches!(unsure.after(&refused), Ok(Stage::Refused { .. })));
        // Behind a lost end of the log there may have been another place: that this one failed says little.
        let damaged = stage(&end(Unanswered::Log));
        assert_eq!(damaged.clone().after(&posted), Ok(Stage::Posted { post: None }));
        assert!(damaged.after(&refused).is_err());
        // Without a place there is nothing that could be asked about.
        let lost = [Happened::Planned, Happened::Reserving, Happened::Lost { what: Unanswered::Place }];
        assert!([posted, refused].iter().all(|happened| stage(&lost).after(happened).is_err()));
    }

    #[test]
    fn after_a_chunk_nobody_answered_for_the_platform_is_asked_and_its_word_counts() {
        let sending = [Happened::Planned, Happened::Reserving, reserved(), Happened::Sending { from: 0 }];
        let unsure = stage(&sending);
        assert_eq!(unsure.next(false), Next::AskHeld);
        let arrived = unsure.clone().after(&Happened::Held { bytes: 10_000_000 }).unwrap();
        assert_eq!(arrived.next(false), Next::Send(10_000_000..20_000_000));
        let lost = unsure.clone().after(&Happened::Held { bytes: 0 }).unwrap();
        assert_eq!(lost.next(false), Next::Send(0..10_000_000));
        let all = unsure.after(&Happened::Held { bytes: SIZE }).unwrap();
        assert_eq!(all.next(false), Next::AskStatus);
    }

    #[test]
    fn what_cannot_have_happened_is_refused() {
        for all in [
            vec![reserved()],
            vec![Happened::Planned, Happened::Sent],
            vec![Happened::Reserving, Happened::Reserving],
            vec![Happened::Reserving, reserved(), reserved()],
            vec![Happened::Reserving, reserved(), Happened::Reserving],
            vec![Happened::Reserving, reserved(), Happened::Sending { from: 1 }],
            vec![Happened::Reserving, reserved(), Happened::Held { bytes: SIZE + 1 }],
            vec![Happened::Reserving, reserved(), Happened::Again],
            vec![Happened::Reserving, reserved(), Happened::Skipped],
            vec![Happened::Reserving, Happened::Withdrawn],
            vec![Happened::Reserving, reserved(), Happened::Withdrawn],
            vec![Happened::Withdrawn, Happened::Again],
            vec![Happened::Reserving, reserved(), Happened::Posted { post: None }, Happened::Again],
            vec![Happened::Reserving, reserved(), Happened::Posted { post: None }, Happened::Reserving],
        ] {
            assert!(Stage::of(&all).is_err(), "{all:?}");
        }
    }

    fn anything() -> impl Strategy<Value = Happened> {
        prop_oneof![
            Just(Happened::Planned),
            Just(Happened::Reserving),
            Just(Happened::NotAsked),
            Just(reserved()),
            (0..SIZE).prop_map(|from| Happened::Sending { from: from / 10_000_000 * 10_000_000 }),
            (0..=SIZE).prop_map(|bytes| Happened::Held { bytes: bytes / 10_000_000 * 10_000_000 }),
            Just(Happened::Sent),
            Just(Happened::Posted { post: None }),
            Just(Happened::Refused { refused: Refused::of("internal", "", "") }),
            Just(Happened::Lost { what: Unanswered::Place }),
            Just(Happened::Lost { what: Unanswered::Status }),
            Just(Happened::Lost { what: Unanswered::Log }),
            Just(Happened::SeenThere),
            Just(Happened::Again),
            Just(Happened::Skipped),
            Just(Happened::Withdrawn),
        ]
    }

    proptest! {
        #[test]
        fn between_two_places_the_creator_was_asked(all in prop::collection::vec(anything(), 0..200)) {
            let (mut stage, mut asked) = (Stage::Waiting, false);
            for happened in &all {
                let Ok(next) = stage.clone().after(happened) else { continue };
                match happened {
                    Happened::Reserving => {
                        prop_assert!(!asked, "asked for a second place by itself");
                        asked = true;
                    }
                    Happened::Again | Happened::NotAsked => asked = false,
                    _ => {}
                }
                let undone = matches!(stage, Stage::Posted { .. }) && next != stage;
                prop_assert!(!undone, "what is posted stays posted");
                stage = next;
            }
        }

        #[test]
        fn what_happened_reads_back(happened in anything()) {
            let json = serde_json::to_string(&happened).unwrap();
            prop_assert_eq!(serde_json::from_str::<Happened>(&json).unwrap(), happened);
        }
    }
}
