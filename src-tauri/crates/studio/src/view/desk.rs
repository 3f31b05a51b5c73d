//! The submission desk as the window is shown it.

use std::path::PathBuf;

use serde::Serialize;
use series::{
    Cents, ClipId, DraftId, EpisodeId, FieldName, GuidelinePoint, Limit, Message, Micros, ReviewStatus,
    RuleId, StepId, StepKind,
};
use ts_rs::TS;

/// What a person does in the Series portal for a draft, and how far they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// The draft.
    pub draft: DraftId,
    /// Its revision.
    pub revision: u64,
    /// The series title.
    pub title: String,
    /// The steps, in the portal's order.
    pub steps: Vec<DeskStep>,
    /// Where to go on: the first step that is not done.
    pub here: Option<StepId>,
    /// How many steps are done, or left out.
    pub done: u32,
    /// How many episodes are in the portal, or left out.
    pub episodes_done: u32,
    /// How many episodes go in.
    pub episodes: u32,
    /// About how long the other episodes will take, in milliseconds, once the ticks tell.
    pub left_ms: Option<u64>,
    /// The kit that was written last.
    pub kit: Option<DeskKit>,
    /// What TikTok asks of the account.
    pub eligibility: Vec<Eligible>,
    /// The points of the Community Guidelines.
    pub guidelines: Vec<Guideline>,
    /// How it stands, once the creator said so.
    pub submission: Option<Submission>,
    /// Every version that was submitted, in order.
    pub versions: Vec<Submission>,
    /// Is the price the one the creator confirmed as final?
    pub price_confirmed: bool,
}

/// A step in the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskStep {
    /// Its name: `title`, `episode:<id>`.
    pub id: StepId,
    /// What is done in it.
    pub kind: StepKind,
    /// Its place among the portal's steps, from 1; all episodes are one of them.
    pub number: u32,
    /// What to enter, in the portal's order.
    pub fields: Vec<DeskField>,
    /// The episode whose video is added.
    pub episode: Option<DeskEpisode>,
    /// The kit's file to drag into the portal; none where there is none that is as it should be.
    pub file: Option<DeskFile>,
    /// When it was ticked, in milliseconds since 1970.
    pub ticked_at_ms: Option<i64>,
    /// Was it left out?
    pub skipped: bool,
    /// What of it changed since it went in. Then it is not done any more.
    pub changed: Vec<FieldName>,
}

/// What goes into a field of the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskField {
    /// Which field: `kit.field.<name>` in the locale files.
    pub name: FieldName,
    /// What to enter.
    pub text: String,
}

/// An episode as the desk shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskEpisode {
    /// The episode.
    pub id: EpisodeId,
    /// Its place among what is sold, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// How long it is.
    pub length: Micros,
    /// A frame that stands for it.
    pub poster: Option<DeskPoster>,
}

/// A frame of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DeskPoster {
    /// The clip.
    pub clip: ClipId,
    /// The time in it.
    pub at: Micros,
}

/// A file of the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// The kit that was written last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskKit {
    /// Its folder.
    pub folder: PathBuf,
    /// The draft's revision that it delivers.
    pub revision: u64,
    /// When it was written, in milliseconds since 1970.
    pub written_ms: i64,
    /// Does it deliver the draft as it is now?
    pub current: bool,
    /// Are all its files still there?
    pub whole: bool,
}

/// What TikTok asks of the account, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Eligible {
    /// The rule: `elig.followers`.
    pub rule: RuleId,
    /// What it asks, as a sentence.
    pub asks: Message,
    /// Its value, where it has one.
    pub limit: Option<Limit>,
    /// The address of the page it was read on.
    pub url: Option<String>,
    /// What was answered; none where nobody said yes.
    pub answered: Option<EligibleAnswer>,
    /// Is an account logged in of which TikTok can be asked?
    pub countable: bool,
}

/// What was answered, by whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EligibleAnswer {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who says so.
    pub by: AnsweredBy,
    /// How many, where it was counted.
    pub value: Option<u64>,
    /// Is it enough?
    pub met: bool,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// TikTok did, when it was asked.
    Api,
    /// The creator does.
    Creator,
}

/// A point of the Community Guidelines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Guideline {
    /// The point: `portal.point.<name>` in the locale files.
    pub point: GuidelinePoint,
    /// When the creator checked it, in milliseconds since 1970.
    pub ticked_at_ms: Option<i64>,
    /// Was that before a file came that is sold now?
    pub stale: bool,
}

/// A version that was submitted, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// Its number, from 1; 0 where the Series is only saved in the portal.
    pub version: u32,
    /// When it was submitted, or saved, in milliseconds since 1970.
    pub at_ms: i64,
    /// How it stands.
    pub status: ReviewStatus,
    /// Since when, in milliseconds since 1970.
    pub since_ms: i64,
    /// Why it was rejected, as the creator reports it.
    pub reason: Option<String>,
    /// What to do next, as a sentence.
    pub next: Message,
    /// The draft's revision that was submitted.
    pub revision: Option<u64>,
    /// The title it had.
    pub title: String,
    /// The price it had.
    pub price: Option<Cents>,
    /// How many episodes it had.
    pub episodes: u32,
    /// Did what goes into the portal change since?
    pub changed: bool,
}
