//! What the window is shown: every type that crosses the border, besides those of `series`.
//! `ui/src/ipc/bindings.ts` is generated from here.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use series::{
    Cents, ClipId, Draft, DraftId, EditKind, FileStates, Fingerprint, Message, Micros, Preflight, Rule,
    RulesError,
};
use ts_rs::TS;

mod account;
mod connection;
mod desk;
mod job;
mod knife;
mod publish;

pub use account::*;
pub use connection::*;
pub use desk::*;
pub use job::*;
pub use knife::*;
pub use media::{Encoder, EncoderKind, EncoderState, Looked, LookedFound, LookedPlace};
pub use publish::*;
pub use series::Language;

/// Everything the window shows of an open draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// The draft.
    pub draft: Draft,
    /// How many steps made it.
    pub revision: u64,
    /// All its findings.
    pub preflight: Preflight,
    /// The length of the whole series as it would be delivered.
    pub running_time: Micros,
    /// The edit that undo would take back.
    pub undoes: Option<EditKind>,
    /// The edit that redo would do again.
    pub redoes: Option<EditKind>,
    /// The clips whose files are not as they were probed.
    pub files: FileStates,
    /// Did somebody else (another window, the command line) edit it since the revision the caller
    /// named? Their steps are in here, the caller's came after them.
    pub merged: bool,
}

/// The creator's series, newest edit first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Shelf {
    /// One entry a draft.
    pub drafts: Vec<DraftSummary>,
    /// What is wrong with the store, if something is: a damaged one was set aside, say.
    pub problem: Option<Problem>,
}

/// A draft as the shelf shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// Its name.
    pub id: DraftId,
    /// The series title.
    pub title: String,
    /// How many episodes it has.
    pub episodes: u32,
    /// How long they run.
    pub running_time: Micros,
    /// The price, once set.
    pub price: Option<Cents>,
    /// The kept cover picture.
    pub cover: Option<Fingerprint>,
    /// The first clips, for a poster where there is no cover. At most three.
    pub clips: Vec<ClipId>,
    /// How many findings block.
    pub to_fix: u32,
    /// How many findings warn.
    pub to_review: u32,
    /// Is it put away?
    pub archived: bool,
    /// When it was last edited, in milliseconds since 1970.
    pub edited_ms: i64,
}

/// What the window needs to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// The creator's settings.
    pub settings: Settings,
    /// The language to speak: the chosen one, or the system's.
    pub language: Language,
    /// Where pictures and clips come from: `http://127.0.0.1:PORT/TOKEN`. Below it lie
    /// `/clip/{clipId}` (the file, with ranges), `/still/{clipId}?at={micros}&height={pixels}` (a
    /// JPEG), `/cover/{fingerprint}` (a JPEG) and, once a clip is analysed, `/peaks/{clipId}` (its
    /// waveform).
    pub media_url: String,
    /// ffmpeg, found or not.
    pub ffmpeg: Ffmpeg,
    /// The rules in force.
    pub rules: RulesInForce,
    /// The folder drafts are kept in.
    pub data_folder: PathBuf,
    /// Showrunner's version.
    pub version: String,
    /// The draft to show at once, if the window was started on one.
    pub show: Option<DraftId>,
}

/// What a creator can set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// The language; the system's where none is chosen.
    pub language: Option<Language>,
    /// The theme; the system's where none is chosen.
    pub theme: Option<Theme>,
    /// The ffmpeg to use, if not the one that is found.
    pub ffmpeg: Option<PathBuf>,
    /// Is the desktop not to be told when a day's sending is done?
    #[serde(default)]
    #[ts(optional)]
    pub quiet: Option<bool>,
    /// Does the desk's window stay above all others?
    #[serde(default)]
    #[ts(optional)]
    pub desk_on_top: Option<bool>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Light grey on dark grey.
    Dark,
    /// Dark grey on light grey.
    Light,
}

/// ffmpeg, found or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Ffmpeg {
    /// Found, with its ffprobe.
    Ready {
        /// The path of ffmpeg.
        path: PathBuf,
        /// Its version as it says it.
        version: String,
        /// The encoders it lists that Showrunner knows how to use, the best first; and whether they work.
        encoders: Vec<Encoder>,
    },
    /// Not found, or not fit.
    Missing {
        /// Where it was looked for.
        looked: Vec<Looked>,
        /// The oldest version that will do.
        needs: String,
        /// The command that installs it here, if one is known.
        install: Option<String>,
    },
}

/// The rules in force, and the files of the creator's that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RulesInForce {
    /// The rules.
    pub rules: Vec<Rule>,
    /// The newest day a rule was read.
    pub read: String,
    /// Refused files; the built-in rules are used in their place.
    pub refused: Vec<RulesError>,
}

/// An error at the border: what failed, which thing, the cause, the next step, all in one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Problem {
    /// What kind of error it is.
    pub code: ProblemCode,
    /// The sentence: `error.<code>` in the locale files, with its values.
    pub message: Message,
    /// What the system or ffmpeg said, for the curious. Not translated.
    pub detail: Option<String>,
}

/// Kinds of error. Closed: the locale files word every one, and a test sees to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`assets/locales/en/errors.json` says what each means")]
pub enum ProblemCode {
    // A file that is not a clip.
    FileMissing,
    FileUnreadable,
    FileEmpty,
    FileIsFolder,
    FileNameNotUnicode,
    NotMedia,
    FileDamaged,
    NoPicture,
    StillImage,
    NoDuration,
    IsPlaylist,
    FolderWithoutClips,
    // The tools.
    FfmpegMissing,
    FfmpegTooOld,
    FfmpegFailed,
    FfmpegKilled,
    EncoderMissing,
    Unproven,
    // Editing.
    EditRefused,
    UnknownDraft,
    AmbiguousDraft,
    UnknownEpisode,
    UnknownField,
    Unsplittable,
    NotATime,
    NotAPrice,
    PriceOutsideRules,
    NotAPicture,
    // Keeping.
    StoreUnwritable,
    StoreGone,
    StoreDamaged,
    StoreBusy,
    StoreTooNew,
    DraftMovedOn,
    DiskFull,
    // The desk.
    UnknownStep,
    UnknownRule,
    NotFromTheKit,
    NoClipboard,
    // The kit.
    Blocked,
    KitFolderExists,
    KitFolderUnwritable,
    KitNoRoom,
    KitFailedCheck,
    SourceChanged,
    // Publishing.
    NotATarget,
    NotAServer,
    PostLacks,
    UploadTooSlow,
    NothingToSend,
    FileNotMade,
    SentBefore,
    NothingFits,
    Offline,
    NotLoggedIn,
    NoAppKeys,
    NotAppKeys,
    LoginDenied,
    LoginTimedOut,
    WrongPassword,
    UnknownAccount,
    WhichAccount,
    KeychainAbsent,
    KeychainLocked,
    KeychainFailed,
    AccountBusy,
    PlatformRefused,
    PlatformUnreadable,
    PostedBefore,
    NotSettled,
    PastRecall,
    PostingMovedOn,
    PlacesUnanswered,
    // The rest.
    Cancelled,
    Unexpected,
}
