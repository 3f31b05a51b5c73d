//! Publishing as the window is shown it.

use serde::{Deserialize, Serialize};
use series::{
    AccountId, Caps, DraftId, EpisodeId, Message, Micros, PostSettings, PostingId, Refused, Remedy, Stage,
    Target,
};
use ts_rs::TS;

use crate::{Account, AccountKind};

/// Everything the publish page shows, besides the draft itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublishView {
    /// The kind of platform that this is about.
    pub kind: AccountKind,
    /// The episodes, in order: what is sold, then the teasers. For PeerTube only what is sold.
    pub rows: Vec<PublishRow>,
    /// The account that is sent to; none where nobody is logged in there.
    pub account: Option<Account>,
    /// All accounts of that kind.
    pub accounts: Vec<Account>,
    /// What the creator said of this draft's posts so far. Consent is never kept.
    pub settings: PostSettings,
    /// How much TikTok takes.
    pub caps: Caps,
    /// The days from today to the last that something goes out on, a week at least. None for PeerTube, which
    /// counts no days.
    pub days: Vec<CalendarDay>,
    /// When the last of all that waits will have been sent, in milliseconds since 1970. None where nothing
    /// waits.
    pub ends_ms: Option<i64>,
    /// All that is on the list waits for that moment, because the platform takes no more before; in
    /// milliseconds since 1970.
    pub waits_until_ms: Option<i64>,
    /// What keeps it from going on just now, and is tried again by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub trouble: Option<Message>,
    /// How many postings on the list can go on without being asked about. Where no job sends them, the
    /// creator lets them go on: a program that was just started opens no connection by itself.
    pub can_go_on: u32,
}

/// An episode on the publish page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublishRow {
    /// The episode.
    pub episode: EpisodeId,
    /// Its number: `7`, or `T1` for a teaser.
    pub number: String,
    /// Its title. A post's caption is that.
    pub title: String,
    /// How long its file is.
    pub length: Micros,
    /// About how large its file is, in bytes.
    pub bytes: u64,
    /// Where it goes.
    pub target: Target,
    /// Why it can go nowhere else: each target that does not take it, with the reasons.
    pub unfit: Vec<UnfitFor>,
    /// Why it takes this road.
    pub reason: Message,
    /// Worth knowing before it is sent: it is longer than what the account may post, or nearly takes as long to
    /// send as the platform waits. Or what was sent is another than it is now, or cannot go out as it is now.
    pub warnings: Vec<Message>,
    /// Its last posting to this account.
    pub posted: Option<PostedEpisode>,
    /// Where that stands, as a sentence.
    pub means: Option<Message>,
    /// What the creator can do about it.
    pub remedy: Option<Remedy>,
    /// What the platform answered, without secrets, to be copied.
    pub raw: Option<String>,
    /// What was said of it, where it is on the list and nothing of it has begun: settings that are agreed to anew
    /// change it.
    pub said: Option<PostSettings>,
    /// Its file is at the account already, or on its way, as another episode: it is sent only if it is asked for
    /// by name.
    pub same: Option<Message>,
    /// When it goes out, or went, in milliseconds since 1970.
    pub begins_ms: Option<i64>,
}

/// A target that does not take an episode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnfitFor {
    /// The target.
    pub target: Target,
    /// Why not.
    pub reason: Message,
}

/// A day of the calendar, at the creator's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarDay {
    /// `2026-11-23`.
    pub date: String,
    /// Posts that were asked for on it, of all drafts.
    pub posts_used: u32,
    /// Drafts that were asked for on it, of all drafts.
    pub drafts_used: u32,
    /// What of this draft went out on it or will, in order.
    pub entries: Vec<CalendarEntry>,
}

/// An episode that went out on a day, or will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    /// The episode.
    pub episode: EpisodeId,
    /// Where it goes.
    pub target: Target,
    /// When it begins, or began, in milliseconds since 1970.
    pub begins_ms: i64,
    /// How far it is.
    pub state: EntryState,
}

/// How far an episode of the calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// It is to be sent, and nobody began yet.
    Planned,
    /// It is on the list and waits for its turn.
    Waiting,
    /// It is being sent, or worked on.
    UnderWay,
    /// It is there.
    Posted,
    /// It was refused, or nobody knows: the creator is asked.
    Asks,
}

/// What the platform says of an account just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CreatorNow {
    /// It may post.
    May {
        /// What it may.
        creator: Creator,
    },
    /// It may post no more now: try later.
    NotNow {
        /// Why.
        message: Message,
        /// What helps.
        remedy: Remedy,
        /// The answer, without secrets, to be copied.
        raw: String,
    },
}

/// What an account may post, as the platform said just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Creator {
    /// The name that is shown.
    pub nickname: String,
    /// The unique name, without `@`.
    pub username: String,
    /// Who can watch: one of these must be chosen, in the platform's words: `SELF_ONLY`.
    pub options: Vec<String>,
    /// Are comments turned off in the app?
    pub comment_disabled: bool,
    /// Are duets turned off, or the account private?
    pub duet_disabled: bool,
    /// Are stitches turned off, or the account private?
    pub stitch_disabled: bool,
    /// The longest video it may post.
    pub longest: Micros,
}

/// What is sent, and how, once the creator pressed the button.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartPublish {
    /// The account.
    pub account: AccountId,
    /// What is said of the posts, with the consent the creator just gave.
    pub settings: PostSettings,
    /// Only these; where none are named, all teasers, or all that is sold.
    pub episodes: Option<Vec<EpisodeId>>,
    /// Only go on with what is on the list? Then nothing new is put on it, and the settings do not count.
    pub resumes: bool,
}

/// How a publish is rehearsed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartRehearsal {
    /// The account whose day is counted from, without what it has already; none counts from an empty day.
    pub account: Option<AccountId>,
    /// What is said of the posts. What is not answered yet is told, and rehearsed as private.
    pub settings: PostSettings,
    /// What goes wrong, if something is to.
    pub what_if: Option<WhatIf>,
}

/// What goes wrong in a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhatIf {
    /// The platform no longer takes who can watch.
    AudienceRefused,
    /// Another app used up the day.
    QuotaUsedUp,
    /// The connection breaks in the middle of a file, and once instead of an answer.
    ConnectionLost,
}

/// What a rehearsal showed. Times are as they would be if it were real, from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalOutcome {
    /// The episodes, in the order in which they went out.
    pub episodes: Vec<RehearsedEpisode>,
    /// Teasers that cannot be sent, with the reason.
    pub unfit: Vec<UnfitEpisode>,
    /// Bytes that were sent.
    pub bytes: u64,
    /// When the last would be there, in milliseconds since 1970.
    pub ends_ms: Option<i64>,
    /// What it all means, in sentences.
    pub notes: Vec<Message>,
    /// What is still to be answered before it can be real.
    pub lacks: Vec<Message>,
}

/// An episode that cannot be sent, or is not sent by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnfitEpisode {
    /// The episode.
    pub episode: EpisodeId,
    /// Its title.
    pub title: String,
    /// Why not.
    pub reason: Message,
}

/// What became of an episode in a rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsedEpisode {
    /// The episode.
    pub episode: EpisodeId,
    /// Its title.
    pub title: String,
    /// Where it went.
    pub target: Target,
    /// Where it stands in the end.
    pub stage: Stage,
    /// That as a sentence.
    pub means: Message,
    /// What the creator would be offered.
    pub remedy: Option<Remedy>,
    /// Bytes of its file.
    pub bytes: u64,
    /// When it would go out for the first time, in milliseconds since 1970.
    pub begins_ms: Option<i64>,
    /// When the last thing would happen to it, in milliseconds since 1970.
    pub ends_ms: i64,
    /// How often its file had to be begun or gone on with.
    pub tries: u32,
}

/// A day's work of sending that is done, all that the platform takes for now or all there is, or that stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkDone {
    /// The draft.
    pub draft: DraftId,
    /// Its title.
    pub title: String,
    /// How many were posted.
    pub posted: u32,
    /// How many wait for what the creator says.
    pub asks: u32,
    /// When it goes on, in milliseconds since 1970; none where nothing is left.
    pub until_ms: Option<i64>,
    /// Why it stopped before it was done, if it did.
    pub stopped: Option<Message>,
}

/// Where a draft's postings to an account stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublishOutcome {
    /// The postings, the last of each episode and target, in the order in which they were planned.
    pub episodes: Vec<PostedEpisode>,
    /// The rest waits for that: the platform takes no more before. In milliseconds since 1970.
    pub waits_until_ms: Option<i64>,
    /// What was not put on the list because its file is at the account already, or on its way, and where.
    pub same: Vec<UnfitEpisode>,
    /// What was not put on the list because the target does not take it, and why.
    pub unfit: Vec<UnfitEpisode>,
}

/// Where an episode's posting stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PostedEpisode {
    /// The posting.
    pub posting: PostingId,
    /// The episode.
    pub episode: EpisodeId,
    /// Its title when it was planned.
    pub title: String,
    /// Where it goes.
    pub target: Target,
    /// Whose account it goes to.
    pub account: AccountId,
    /// Where it stands.
    pub stage: Stage,
    /// When the last thing happened to it, in milliseconds since 1970.
    pub since_ms: i64,
}

/// How much of a posting's file the platform holds by now: its row shows that, and nothing else changes by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SentSoFar {
    /// Where the posting stands: its file is being sent.
    pub posted: PostedEpisode,
    /// What that means.
    pub means: Message,
}

/// What the creator says of a posting that nobody knows about, or that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is there.
    There,
    /// It is not there, and is to be sent anew.
    Again,
    /// It is not to be sent.
    Skip,
}

/// A refusal's answer, to be copied.
pub(crate) fn raw(refused: &Refused) -> String {
    let lines = [("code", &refused.code), ("message", &refused.detail), ("log_id", &refused.log_id)];
    let said = lines.iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join("\n")
}
