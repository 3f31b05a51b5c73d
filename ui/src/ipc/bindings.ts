// Generated from Rust by `cargo xtask bindings`. Do not edit.

/**
 * An account that is logged in.
 */
export type Account = { 
/**
 * Its name here, in the ledger and on the command line.
 */
id: AccountId, 
/**
 * The server it is on: `http://127.0.0.1:…`. None: TikTok itself.
 */
server: string | null, 
/**
 * What it is an account of.
 */
kind: AccountKind, 
/**
 * The name that is shown.
 */
nickname: string, 
/**
 * The unique name, where the platform told.
 */
username: string | null, 
/**
 * Where its videos can go, as the server said last; none at TikTok.
 */
channels: Array<Channel>, 
/**
 * What the creator allowed, as the platform calls it.
 */
scopes: Array<string>, 
/**
 * What was asked for and not allowed.
 */
missing: Array<string>, 
/**
 * Until when the login lasts without being used, in milliseconds since 1970; none: until it is ended.
 */
untilMs: number | null, 
/**
 * Does it still last?
 */
standing: LoginStanding, 
/**
 * Is it forgotten when Showrunner is closed?
 */
thisSession: boolean, };

/**
 * An account at a platform: `tiktok:` and its open id, or a PeerTube server's host and the user's name.
 */
export type AccountId = string;

/**
 * What an account is one of.
 */
export type AccountKind = "tiktok" | "peertube";

/**
 * Everything the settings show of accounts.
 */
export type AccountsView = { 
/**
 * Those that are logged in.
 */
accounts: Array<Account>, 
/**
 * The client key of the creator's app, if there is one. Its secret is never shown.
 */
clientKey: string | null, 
/**
 * Where secrets are kept.
 */
keychain: KeychainState, 
/**
 * The server that stands in for TikTok, if the program was started with one.
 */
server: string | null, 
/**
 * What the creator's app must name as the address to come back to.
 */
redirect: string, };

/**
 * What came of reading clips through.
 */
export type AnalyseOutcome = { 
/**
 * How many clips were read through.
 */
analysed: number, 
/**
 * Files that could not be read through, each with the reason.
 */
failed: Array<RefusedFile>, };

/**
 * Who says so.
 */
export type AnsweredBy = "api" | "creator";

/**
 * The sound of a clip.
 */
export type AudioFacts = { 
/**
 * ffprobe's name of the codec: `aac`, `opus`, `pcm_s16le` …
 */
codec: string, 
/**
 * Channels.
 */
channels: number, 
/**
 * Samples a second.
 */
sampleRate: number, 
/**
 * How many sound tracks the file has.
 */
tracks: number, 
/**
 * How long the first track is, if the file says so.
 */
span: StreamSpan | null, };

/**
 * A day of the calendar, at the creator's place.
 */
export type CalendarDay = { 
/**
 * `2026-11-23`.
 */
date: string, 
/**
 * Posts that were asked for on it, of all drafts.
 */
postsUsed: number, 
/**
 * Drafts that were asked for on it, of all drafts.
 */
draftsUsed: number, 
/**
 * What of this draft went out on it or will, in order.
 */
entries: Array<CalendarEntry>, };

/**
 * An episode that went out on a day, or will.
 */
export type CalendarEntry = { 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Where it goes.
 */
target: Target, 
/**
 * When it begins, or began, in milliseconds since 1970.
 */
beginsMs: number, 
/**
 * How far it is.
 */
state: EntryState, };

/**
 * How many places an account may ask for.
 */
export type Caps = { 
/**
 * Places within a minute, of all targets together (DP, UP).
 */
asked_a_minute: number, 
/**
 * Drafts within 24 hours (UP).
 */
drafts_a_day: number, 
/**
 * Posts within 24 hours: about so many, and for all apps together (CSG).
 */
posts_a_day: number, };

/**
 * An amount in US cents. `Display` writes `$9.99`; `FromStr` reads `9.99`, `9,99`, `$9.99`, `9`.
 */
export type Cents = number;

/**
 * A channel of a PeerTube account.
 */
export type Channel = { 
/**
 * Names it on the server, and in what is said of a posting.
 */
name: string, 
/**
 * The name that is shown.
 */
shown: string, };

/**
 * A chapter that a file names.
 */
export type Chapter = { 
/**
 * Where it begins.
 */
start: Micros, 
/**
 * Its title; may be empty.
 */
title: string, };

/**
 * A file of some bytes, in chunks.
 */
export type ChunkPlan = { 
/**
 * Bytes of the file.
 */
size: number, 
/**
 * Bytes of each chunk but the last.
 */
chunk: number, 
/**
 * How many there are.
 */
count: number, };

/**
 * A source file that was probed. The file itself is never written to.
 */
export type Clip = { 
/**
 * Names the clip within its draft.
 */
id: ClipId, 
/**
 * Absolute path when it was last seen. Always Unicode: other names are refused at import.
 */
path: string, 
/**
 * What probing found.
 */
facts: ClipFacts, };

/**
 * What is known of a clip from reading it through. What is not known yet is missing.
 */
export type ClipAnalysis = { 
/**
 * The clip.
 */
clip: ClipId, 
/**
 * Its picture: keyframes, scenes, chapters.
 */
index: PictureIndex | null, 
/**
 * Its sound: loudness and pauses.
 */
sound: SoundAnalysis | null, 
/**
 * Is its waveform to be had below the media address?
 */
peaks: boolean, };

/**
 * What probing found in a file.
 */
export type ClipFacts = { 
/**
 * Size of the file in bytes.
 */
sizeBytes: number, 
/**
 * When the file was last modified, in milliseconds since 1970.
 */
modifiedMs: number, 
/**
 * Names the content: equal for a moved or renamed copy.
 */
fingerprint: Fingerprint, 
/**
 * The kind of file.
 */
container: Container, 
/**
 * The container's duration: what the platform compares with its limits.
 */
duration: Micros, 
/**
 * The picture.
 */
video: VideoFacts, 
/**
 * The first sound track, if there is one.
 */
audio: AudioFacts | null, 
/**
 * When it was recorded, as RFC 3339, if the file says so.
 */
created: string | null, };

/**
 * Names a clip within a draft.
 */
export type ClipId = string;

/**
 * A connection that was made.
 */
export type ConnectionView = { 
/**
 * When it began, in milliseconds since 1970.
 */
atMs: number, 
/**
 * To which host; with a port where it is not the usual one.
 */
host: string, 
/**
 * Is that this computer: a rehearsal?
 */
here: boolean, 
/**
 * What for: `purpose.<name>` in the locale files words it.
 */
purpose: string, 
/**
 * Bytes of what was said, without the headers.
 */
bytesOut: number, 
/**
 * Bytes of what was answered, without the headers.
 */
bytesIn: number, };

/**
 * The kind of file a clip is.
 */
export type Container = "mp4" | "mov" | "matroska" | "webm" | { "other": string };

/**
 * The cover of a series. The picture's bytes are kept by `storage` under `picture`.
 */
export type Cover = { 
/**
 * Names the kept JPEG: BLAKE3 of its bytes.
 */
picture: Fingerprint, 
/**
 * Width in pixels.
 */
width: number, 
/**
 * Height in pixels.
 */
height: number, 
/**
 * Where it was taken from.
 */
from: CoverSource, };

/**
 * Where a cover was taken from.
 */
export type CoverSource = { "kind": "frame", 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Time in the clip.
 */
at: Micros, } | { "kind": "file", 
/**
 * Its path when it was read.
 */
path: string, };

/**
 * What an account may post, as the platform said just now.
 */
export type Creator = { 
/**
 * The name that is shown.
 */
nickname: string, 
/**
 * The unique name, without `@`.
 */
username: string, 
/**
 * Who can watch: one of these must be chosen, in the platform's words: `SELF_ONLY`.
 */
options: Array<string>, 
/**
 * Are comments turned off in the app?
 */
commentDisabled: boolean, 
/**
 * Are duets turned off, or the account private?
 */
duetDisabled: boolean, 
/**
 * Are stitches turned off, or the account private?
 */
stitchDisabled: boolean, 
/**
 * The longest video it may post.
 */
longest: Micros, };

/**
 * What the platform says of an account just now.
 */
export type CreatorNow = { "state": "may", 
/**
 * What it may.
 */
creator: Creator, } | { "state": "not_now", 
/**
 * Why.
 */
message: Message, 
/**
 * What helps.
 */
remedy: Remedy, 
/**
 * The answer, without secrets, to be copied.
 */
raw: string, };

/**
 * A file that was cut.
 */
export type CutOutcome = { 
/**
 * The file.
 */
file: string, 
/**
 * Where its proof lies: beside it.
 */
proofFile: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * The road that was taken.
 */
road: Road, 
/**
 * What was proven of it.
 */
proof: Proof, 
/**
 * The detour, if it took another road than planned.
 */
detour: Detour | null, };

/**
 * Where cuts may fall.
 */
export type Cuts = "exact" | "at_keyframes";

/**
 * A level or a difference of levels, in hundredths of a decibel: LUFS, LU, dBTP and dB alike.
 *
 * `Display` writes one decimal: `-16.0`.
 */
export type Decibels = number;

/**
 * How much of a file was decoded.
 */
export type Decoded = "nothing" | "seams" | "whole";

/**
 * An episode as the desk shows it.
 */
export type DeskEpisode = { 
/**
 * The episode.
 */
id: EpisodeId, 
/**
 * Its place among what is sold, from 1.
 */
number: number, 
/**
 * Its title.
 */
title: string, 
/**
 * How long it is.
 */
length: Micros, 
/**
 * A frame that stands for it.
 */
poster: DeskPoster | null, };

/**
 * What goes into a field of the portal.
 */
export type DeskField = { 
/**
 * Which field: `kit.field.<name>` in the locale files.
 */
name: FieldName, 
/**
 * What to enter.
 */
text: string, };

/**
 * A file of the kit.
 */
export type DeskFile = { 
/**
 * Where it is.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, };

/**
 * The kit that was written last.
 */
export type DeskKit = { 
/**
 * Its folder.
 */
folder: string, 
/**
 * The draft's revision that it delivers.
 */
revision: number, 
/**
 * When it was written, in milliseconds since 1970.
 */
writtenMs: number, 
/**
 * Does it deliver the draft as it is now?
 */
current: boolean, 
/**
 * Are all its files still there?
 */
whole: boolean, };

/**
 * A frame of a clip.
 */
export type DeskPoster = { 
/**
 * The clip.
 */
clip: ClipId, 
/**
 * The time in it.
 */
at: Micros, };

/**
 * A step in the portal.
 */
export type DeskStep = { 
/**
 * Its name: `title`, `episode:<id>`.
 */
id: StepId, 
/**
 * What is done in it.
 */
kind: StepKind, 
/**
 * Its place among the portal's steps, from 1; all episodes are one of them.
 */
number: number, 
/**
 * What to enter, in the portal's order.
 */
fields: Array<DeskField>, 
/**
 * The episode whose video is added.
 */
episode: DeskEpisode | null, 
/**
 * The kit's file to drag into the portal; none where there is none that is as it should be.
 */
file: DeskFile | null, 
/**
 * When it was ticked, in milliseconds since 1970.
 */
tickedAtMs: number | null, 
/**
 * Was it left out?
 */
skipped: boolean, 
/**
 * What of it changed since it went in. Then it is not done any more.
 */
changed: Array<FieldName>, };

/**
 * What a creator does with a step.
 */
export type DeskTick = "ticked" | "skipped";

/**
 * What a person does in the Series portal for a draft, and how far they are.
 */
export type DeskView = { 
/**
 * The draft.
 */
draft: DraftId, 
/**
 * Its revision.
 */
revision: number, 
/**
 * The series title.
 */
title: string, 
/**
 * The steps, in the portal's order.
 */
steps: Array<DeskStep>, 
/**
 * Where to go on: the first step that is not done.
 */
here: StepId | null, 
/**
 * How many steps are done, or left out.
 */
done: number, 
/**
 * How many episodes are in the portal, or left out.
 */
episodesDone: number, 
/**
 * How many episodes go in.
 */
episodes: number, 
/**
 * About how long the other episodes will take, in milliseconds, once the ticks tell.
 */
leftMs: number | null, 
/**
 * The kit that was written last.
 */
kit: DeskKit | null, 
/**
 * What TikTok asks of the account.
 */
eligibility: Array<Eligible>, 
/**
 * The points of the Community Guidelines.
 */
guidelines: Array<Guideline>, 
/**
 * How it stands, once the creator said so.
 */
submission: Submission | null, 
/**
 * Every version that was submitted, in order.
 */
versions: Array<Submission>, 
/**
 * Is the price the one the creator confirmed as final?
 */
priceConfirmed: boolean, };

/**
 * A file that took another road than planned.
 */
export type Detour = { 
/**
 * The episode's title, or the file's name.
 */
title: string, 
/**
 * The road that was planned.
 */
planned: Road, 
/**
 * The road that was taken in the end.
 */
taken: Road, 
/**
 * Why the roads before it would not do, for the curious. Not translated.
 */
why: string, };

/**
 * The whole unpublished work.
 */
export type Draft = { 
/**
 * Names the draft.
 */
id: DraftId, 
/**
 * The series title. May be empty: preflight says so.
 */
title: string, 
/**
 * The series description.
 */
description: string, 
/**
 * What the series costs, once a price is set.
 */
price: Cents | null, 
/**
 * The price the creator confirmed as final. A price that differs is not confirmed.
 */
confirmedPrice: Cents | null, 
/**
 * The series cover.
 */
cover: Cover | null, 
/**
 * The episodes in order: what is sold, and behind it the teasers.
 */
episodes: Array<Episode>, 
/**
 * Every clip that an episode shows.
 */
clips: { [key in ClipId]: Clip }, };

/**
 * Names a draft.
 */
export type DraftId = string;

/**
 * A draft as the shelf shows it.
 */
export type DraftSummary = { 
/**
 * Its name.
 */
id: DraftId, 
/**
 * The series title.
 */
title: string, 
/**
 * How many episodes it has.
 */
episodes: number, 
/**
 * How long they run.
 */
runningTime: Micros, 
/**
 * The price, once set.
 */
price: Cents | null, 
/**
 * The kept cover picture.
 */
cover: Fingerprint | null, 
/**
 * The first clips, for a poster where there is no cover. At most three.
 */
clips: Array<ClipId>, 
/**
 * How many findings block.
 */
toFix: number, 
/**
 * How many findings warn.
 */
toReview: number, 
/**
 * Is it put away?
 */
archived: boolean, 
/**
 * When it was last edited, in milliseconds since 1970.
 */
editedMs: number, };

/**
 * Everything the window shows of an open draft.
 */
export type DraftView = { 
/**
 * The draft.
 */
draft: Draft, 
/**
 * How many steps made it.
 */
revision: number, 
/**
 * All its findings.
 */
preflight: Preflight, 
/**
 * The length of the whole series as it would be delivered.
 */
runningTime: Micros, 
/**
 * The edit that undo would take back.
 */
undoes: EditKind | null, 
/**
 * The edit that redo would do again.
 */
redoes: EditKind | null, 
/**
 * The clips whose files are not as they were probed.
 */
files: { [key in ClipId]: FileState }, 
/**
 * Did somebody else (another window, the command line) edit it since the revision the caller
 * named? Their steps are in here, the caller's came after them.
 */
merged: boolean, };

/**
 * One row: what would be done to one episode (or to a few that become one).
 */
export type DryRow = { 
/**
 * Names the row for as long as the draft and the findings stay the same.
 */
key: string, 
/**
 * Is it ticked?
 */
ticked: boolean, 
/**
 * The episode; of several that are joined, the first that is too short.
 */
episode: EpisodeId, 
/**
 * What the episode is called by.
 */
number: EpisodeNumber, 
/**
 * The episode's title.
 */
title: string, 
/**
 * The findings it answers.
 */
rules: Array<RuleId>, 
/**
 * What changes in the draft.
 */
edit: Edit, 
/**
 * How the file will be made: of several, the dearest.
 */
road: Road, 
/**
 * Is the sound levelled on the way?
 */
levelled: boolean, 
/**
 * Why.
 */
reason: Message, 
/**
 * How much of the picture is encoded anew.
 */
encoded: Micros, 
/**
 * Where that is, from the start of the episode (or of all that it becomes, one behind the other).
 */
anew: Array<Trim>, 
/**
 * How long the episode (or all that it becomes) will be.
 */
length: Micros, 
/**
 * About how long making it takes.
 */
time: Micros, 
/**
 * About how large it will be, in bytes.
 */
bytes: number, 
/**
 * How it is now: "22:41", "−23.4 LUFS".
 */
before: Message, 
/**
 * How it will be: "11:32 + 11:09", "−14.0 LUFS".
 */
after: Message, };

/**
 * What fixing everything would do. Nothing has been done yet.
 */
export type DryRun = { 
/**
 * The revision of the draft it was made for.
 */
revision: number, 
/**
 * What would be done, row by row, in order of episodes.
 */
rows: Array<DryRow>, 
/**
 * Everything that is ticked, together.
 */
total: DryTotal, };

/**
 * What fixing everything would do, and the room there is for it.
 */
export type DryRunView = { 
/**
 * What it would do.
 */
run: DryRun, 
/**
 * Bytes that are free where the files go. None where the system does not say.
 */
freeBytes: number | null, };

/**
 * Rows taken together.
 */
export type DryTotal = { 
/**
 * How many rows are ticked.
 */
ticked: number, 
/**
 * Findings that block, before and after.
 */
toFix: [number, number], 
/**
 * Findings that warn, before and after.
 */
toReview: [number, number], 
/**
 * How much picture is encoded anew, of all that the ticked rows make.
 */
encoded: Micros, 
/**
 * How long everything is that the ticked rows make.
 */
length: Micros, 
/**
 * About how long it takes.
 */
time: Micros, 
/**
 * About how large it is, in bytes.
 */
bytes: number, };

/**
 * A file that is in the draft already.
 */
export type DuplicateFile = { 
/**
 * The file that was dropped.
 */
path: string, 
/**
 * The episode that shows the same content.
 */
episode: EpisodeId, };

/**
 * One change of a draft. Things are named by id, never by position.
 */
export type Edit = { "edit": "add", 
/**
 * Clips that are new to the draft.
 */
clips: Array<Clip>, 
/**
 * The new episodes.
 */
episodes: Array<Episode>, 
/**
 * Where they go.
 */
place: Place, } | { "edit": "remove", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, } | { "edit": "move", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * Where they go.
 */
place: Place, } | { "edit": "retitle", 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its new title.
 */
title: string, } | { "edit": "trim", 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * What it keeps; none for the whole clip.
 */
trim: Trim | null, } | { "edit": "split", 
/**
 * The episode that goes.
 */
episode: EpisodeId, 
/**
 * The episodes that come, in order.
 */
into: Array<Episode>, } | { "edit": "merge", 
/**
 * The episodes that go.
 */
episodes: Array<EpisodeId>, 
/**
 * The episode that comes.
 */
into: Episode, } | { "edit": "treat", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * What is done to each of them.
 */
treatment: Treatment, } | { "edit": "send", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * Where each of them goes.
 */
target: Target, } | { "edit": "all", 
/**
 * The edits. None of them is itself of this kind.
 */
edits: Array<Edit>, } | { "edit": "relink", 
/**
 * The clip as it is now. Its id says which one is meant.
 */
clip: Clip, } | { "edit": "set_title", 
/**
 * The new title.
 */
title: string, } | { "edit": "set_description", 
/**
 * The new description.
 */
description: string, } | { "edit": "set_price", 
/**
 * The new price.
 */
price: Cents | null, } | { "edit": "confirm_price", 
/**
 * The price that was confirmed; it must be the present one.
 */
price: Cents, } | { "edit": "set_cover", 
/**
 * The new cover.
 */
cover: Cover | null, };

/**
 * What kind of edit it is, for "Undo move".
 */
export type EditKind = "add" | "remove" | "move" | "retitle" | "trim" | "split" | "merge" | "treat" | "send" | "all" | "relink" | "set_title" | "set_description" | "set_price" | "confirm_price" | "set_cover";

/**
 * What TikTok asks of the account, and what is known of it.
 */
export type Eligible = { 
/**
 * The rule: `elig.followers`.
 */
rule: RuleId, 
/**
 * What it asks, as a sentence.
 */
asks: Message, 
/**
 * Its value, where it has one.
 */
limit: Limit | null, 
/**
 * The address of the page it was read on.
 */
url: string | null, 
/**
 * What was answered; none where nobody said yes.
 */
answered: EligibleAnswer | null, 
/**
 * Is an account logged in of which TikTok can be asked?
 */
countable: boolean, };

/**
 * What was answered, by whom, and when.
 */
export type EligibleAnswer = { 
/**
 * When, in milliseconds since 1970.
 */
atMs: number, 
/**
 * Who says so.
 */
by: AnsweredBy, 
/**
 * How many, where it was counted.
 */
value: number | null, 
/**
 * Is it enough?
 */
met: boolean, };

/**
 * An encoder that an ffmpeg lists and an export knows how to use.
 */
export type Encoder = { 
/**
 * ffmpeg's name of it: `libx264`, `h264_nvenc`, `aac` …
 */
name: string, 
/**
 * What does the work.
 */
kind: EncoderKind, 
/**
 * ffprobe's name of what comes out: `h264`, `hevc` or `aac`.
 */
codec: string, 
/**
 * Does it work here?
 */
state: EncoderState, };

/**
 * What does an encoder's work.
 */
export type EncoderKind = "software" | "hardware";

/**
 * Does an encoder work here?
 */
export type EncoderState = "works" | "untried" | "fails";

/**
 * How far an episode of the calendar is.
 */
export type EntryState = "planned" | "waiting" | "under_way" | "posted" | "asks";

/**
 * One episode of a series.
 */
export type Episode = { 
/**
 * Names the episode within its draft.
 */
id: EpisodeId, 
/**
 * Its title. Never empty.
 */
title: string, 
/**
 * What it shows after that, in order.
 */
joined?: Array<Part>, 
/**
 * What is done to its picture and sound on the way out.
 */
treatment?: Treatment, 
/**
 * Where it goes: the portal for what is sold, anywhere else for a teaser that is free.
 */
target?: Target, 
/**
 * The clip.
 */
clip: ClipId, 
/**
 * What is kept of it; the whole clip where there is none.
 */
trim: Trim | null, };

/**
 * Names an episode within a draft.
 */
export type EpisodeId = string;

/**
 * What an episode is called by: its place among those of its kind, from 1. What is sold comes first.
 * Written `7` and `T1`.
 */
export type EpisodeNumber = string;

/**
 * One episode of a plan.
 */
export type EpisodePlan = { 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its file's name in the kit: `01 - Title.mp4`; a teaser's, which is in no kit: `T1 - Title.mp4`.
 */
fileName: string, 
/**
 * What the file is made of, and how.
 */
recipe: Recipe, 
/**
 * Why not a cheaper road.
 */
reason: Message, 
/**
 * About how much of the picture is encoded anew.
 */
encoded: Micros, 
/**
 * About where that is, from the file's start. In order, not touching.
 */
anew: Array<Trim>, 
/**
 * How long the file will be.
 */
length: Micros, 
/**
 * About how large it will be, in bytes.
 */
bytes: number, 
/**
 * About how long making it takes.
 */
time: Micros, };

/**
 * The plan of a whole draft, in order of episodes.
 */
export type ExportPlan = { 
/**
 * The episodes.
 */
episodes: Array<EpisodePlan>, 
/**
 * About how much room it needs, in bytes.
 */
bytes: number, 
/**
 * About how long making it takes.
 */
time: Micros, };

/**
 * An episode whose file could not be made.
 */
export type FailedEpisode = { 
/**
 * The episode's title.
 */
title: string, 
/**
 * Why.
 */
problem: Problem, };

/**
 * ffmpeg, found or not.
 */
export type Ffmpeg = { "state": "ready", 
/**
 * The path of ffmpeg.
 */
path: string, 
/**
 * Its version as it says it.
 */
version: string, 
/**
 * The encoders it lists that Showrunner knows how to use, the best first; and whether they work.
 */
encoders: Array<Encoder>, } | { "state": "missing", 
/**
 * Where it was looked for.
 */
looked: Array<Looked>, 
/**
 * The oldest version that will do.
 */
needs: string, 
/**
 * The command that installs it here, if one is known.
 */
install: string | null, };

/**
 * A field of the portal.
 */
export type FieldName = "title" | "description" | "price" | "cover" | "file" | "video_title" | "order";

/**
 * What is wrong with a clip's file, as far as the file system tells.
 */
export type FileState = "missing" | "changed" | "unreadable";

/**
 * One result of preflight. Its texts stand in the locale files under its rule's name:
 * `rule.<id>.name` (heading), `.why` (one line below it), `.tag` (on the card), `.row` (what was
 * measured), `.sentence` (all in one, for the command line). Each takes `values`: `name` (title or
 * file name) and `number` where it is about an episode, `limit`, `measured`, `over` and the rule's own.
 */
export type Finding = { 
/**
 * The rule that is broken.
 */
rule: RuleId, 
/**
 * What that means.
 */
severity: Severity, 
/**
 * What it is about.
 */
subject: Subject, 
/**
 * What was measured and what the limit is, by name: `limit`, `measured`, `over` …
 */
values: { [key in string]: Value }, 
/**
 * What answers it best, where one click can.
 */
fix: Fix | null, 
/**
 * What else answers it.
 */
others: Array<Fix>, };

/**
 * Names a file's content: BLAKE3 of its size, its first and its last MiB, in hex.
 */
export type Fingerprint = string;

/**
 * What answers a finding. The button is worded by `fix.*`.
 */
export type Fix = { 
/**
 * What the button says: the result, like "Trim to 20:00".
 */
label: Message, 
/**
 * What it does.
 */
action: FixAction, };

/**
 * What a fix does.
 */
export type FixAction = { "do": "edit", 
/**
 * The edit.
 */
edit: Edit, } | { "do": "split", 
/**
 * The episode.
 */
episode: EpisodeId, } | { "do": "join", 
/**
 * Both, in order.
 */
episodes: [EpisodeId, EpisodeId], } | { "do": "cover_from", 
/**
 * The episode.
 */
episode: EpisodeId, } | { "do": "go_to", 
/**
 * Where.
 */
place: FixPlace, } | { "do": "find_file", 
/**
 * The clip whose file it is.
 */
clip: ClipId, } | { "do": "read_again", 
/**
 * The clip whose file it is.
 */
clip: ClipId, };

/**
 * What came of fixing everything.
 */
export type FixAllOutcome = { 
/**
 * The draft after it. One undo takes all of it back.
 */
view: DraftView, 
/**
 * The job that makes the files of the episodes that changed. None where there is nothing to make.
 */
job: JobId | null, };

/**
 * Where a creator decides something.
 */
export type FixPlace = "title" | "description" | "price" | "price_confirmation" | "cover" | "board";

/**
 * The rows that the creator ticked otherwise than they come, by their keys. Keys of no row say nothing.
 */
export type FixTicks = { 
/**
 * Rows that are ticked, though they come unticked: those that take an episode out.
 */
ticked: Array<string>, 
/**
 * Rows that are not ticked, though they come ticked.
 */
unticked: Array<string>, };

/**
 * How a picture is fitted into an upright 9:16 frame.
 */
export type Framing = "crop" | "pad" | "blur";

/**
 * A point of the Community Guidelines.
 */
export type Guideline = { 
/**
 * The point: `portal.point.<name>` in the locale files.
 */
point: GuidelinePoint, 
/**
 * When the creator checked it, in milliseconds since 1970.
 */
tickedAtMs: number | null, 
/**
 * Was that before a file came that is sold now?
 */
stale: boolean, };

/**
 * A point of the Community Guidelines that only the creator can check.
 */
export type GuidelinePoint = "original" | "music" | "allowed" | "ai_labelled";

/**
 * Kinds of high dynamic range.
 */
export type Hdr = "hlg" | "pq" | "dolby_vision";

/**
 * What came of an import.
 */
export type ImportOutcome = { 
/**
 * The new episodes.
 */
added: Array<EpisodeId>, 
/**
 * Files that could not be read as clips, each with the reason.
 */
refused: Array<RefusedFile>, 
/**
 * Files whose content was in the draft already, under this or another name. They were added all
 * the same: one recording can make two episodes. Preflight tells, and can take them out.
 */
duplicates: Array<DuplicateFile>, };

/**
 * What people can do with a post.
 */
export type Interaction = "comment" | "duet" | "stitch";

/**
 * Something long that goes on, or ended.
 */
export type Job = { 
/**
 * Its name.
 */
id: JobId, 
/**
 * What it does.
 */
kind: JobKind, 
/**
 * The draft it is for.
 */
draft: DraftId | null, 
/**
 * The account it sends to.
 */
account?: AccountId, 
/**
 * How it stands.
 */
state: JobState, 
/**
 * How many pieces are done.
 */
done: number, 
/**
 * How many pieces there are.
 */
total: number, 
/**
 * How much of everything is done, in thousandths. All passes counted.
 */
thousandths: number, 
/**
 * What it works on: a file name or a title.
 */
current: string, 
/**
 * How long it will still take, once that can be said, in milliseconds.
 */
leftMs: number | null, };

/**
 * Names a job.
 */
export type JobId = number;

/**
 * What a job does.
 */
export type JobKind = "import" | "analyse" | "prepare" | "cut" | "kit" | "publish" | "rehearse" | "login";

/**
 * How a job stands.
 */
export type JobState = { "state": "running" } | { "state": "paused" } | { "state": "imported", 
/**
 * What came of it.
 */
outcome: ImportOutcome, } | { "state": "analysed", 
/**
 * What came of it.
 */
outcome: AnalyseOutcome, } | { "state": "prepared", 
/**
 * What came of it.
 */
outcome: PrepareOutcome, } | { "state": "file_cut", 
/**
 * What came of it.
 */
outcome: CutOutcome, } | { "state": "kit_written", 
/**
 * What came of it.
 */
outcome: KitOutcome, } | { "state": "published", 
/**
 * What came of it.
 */
outcome: PublishOutcome, } | { "state": "logged_in", 
/**
 * The account.
 */
account: Account, } | { "state": "rehearsed", 
/**
 * What came of it.
 */
outcome: RehearsalOutcome, } | { "state": "failed", 
/**
 * Why.
 */
problem: Problem, } | { "state": "cancelled" };

/**
 * Where secrets are kept, and whether that works.
 */
export type KeychainState = { "state": "ready" } | { "state": "for_this_session" } | { "state": "absent", 
/**
 * What the system says. Not translated.
 */
why: string, } | { "state": "locked", 
/**
 * What the system says. Not translated.
 */
why: string, } | { "state": "failing", 
/**
 * What the system says. Not translated.
 */
why: string, };

/**
 * A kit that was written.
 */
export type KitOutcome = { 
/**
 * The folder.
 */
folder: string, 
/**
 * How many episodes are in it.
 */
episodes: number, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * How many were copied or remuxed, without encoding.
 */
untouched: number, 
/**
 * How many had been made before, and proven.
 */
prepared: number, 
/**
 * The files that took another road than planned.
 */
detours: Array<Detour>, };

/**
 * What keeps a post from going out.
 */
export type Lack = { "lack": "privacy" } | { "lack": "privacy_option" } | { "lack": "interaction", 
/**
 * Which.
 */
which: Interaction, } | { "lack": "disclosure" } | { "lack": "branded_private" } | { "lack": "caption", 
/**
 * UTF-16 units it has.
 */
units: number, 
/**
 * UTF-16 units it may have.
 */
most: number, } | { "lack": "too_long", 
/**
 * How long it is.
 */
length: Micros, 
/**
 * How long it may be.
 */
most: Micros, } | { "lack": "consent" };

/**
 * A language Showrunner speaks.
 */
export type Language = "en" | "fr";

/**
 * A loudness to level to.
 */
export type Level = { 
/**
 * Integrated loudness to reach (EBU R 128), in LUFS.
 */
loudness: Decibels, 
/**
 * The highest true peak allowed, in dBTP.
 */
truePeak: Decibels, };

/**
 * The value of a rule.
 */
export type Limit = { "kind": "time", "value": Micros } | { "kind": "money", "value": Cents } | { "kind": "number", "value": number } | { "kind": "bytes", "value": number } | { "kind": "range", "value": { 
/**
 * The least.
 */
min: number, 
/**
 * The most.
 */
max: number, } } | { "kind": "loudness", "value": { 
/**
 * The least.
 */
min: Decibels, 
/**
 * The most.
 */
max: Decibels, } } | { "kind": "peak", "value": Decibels } | { "kind": "names", "value": Array<string> } | { "kind": "flag", "value": boolean };

/**
 * A login that was ended.
 */
export type LoggedOut = { 
/**
 * The account. Nothing of it is kept here any more.
 */
account: Account, 
/**
 * Why the platform could not be told; none: it was, and the login is dead there too.
 */
untold: Problem | null, };

/**
 * A login that waits for the creator to come back from the browser.
 */
export type LoginBegun = { 
/**
 * The job that waits; cancelling it ends the login.
 */
job: JobId, 
/**
 * The page for the creator's browser, and for nobody else.
 */
url: string, };

/**
 * Does a login still last?
 */
export type LoginStanding = "good" | "ends_soon" | "ended";

/**
 * A place where ffmpeg was looked for.
 */
export type Looked = { 
/**
 * What kind of place it is.
 */
place: LookedPlace, 
/**
 * The path.
 */
path: string, 
/**
 * What was there.
 */
found: LookedFound, };

/**
 * What was there instead of an ffmpeg that is fit.
 */
export type LookedFound = { "what": "nothing" } | { "what": "too_old", 
/**
 * Its version as it says it.
 */
version: string, } | { "what": "not_ffmpeg" } | { "what": "no_ffprobe" };

/**
 * A kind of place where ffmpeg is looked for, in this order.
 */
export type LookedPlace = "chosen" | "beside" | "path";

/**
 * A sentence: the key of a text in the locale files, and the values it takes.
 */
export type Message = { 
/**
 * Key in `assets/locales/*.json`, like `rule.series.duration.max_s.row`.
 */
key: string, 
/**
 * Values by the name the text uses for them.
 */
values: { [key in string]: Value }, };

/**
 * A length or a point in time, in microseconds.
 *
 * `Display` writes a timecode: `0:24`, `18:47.2`, `1:32:40.12`. `FromStr` reads one, or plain
 * seconds: `18:47.2`, `1:32:40`, `12.34`.
 */
export type Micros = number;

/**
 * What an episode keeps of one clip.
 */
export type Part = { 
/**
 * The clip.
 */
clip: ClipId, 
/**
 * What is kept of it; the whole clip where there is none.
 */
trim: Trim | null, };

/**
 * What the index of a clip's picture tells, without decoding it.
 */
export type PictureIndex = { 
/**
 * How many frames there are.
 */
frames: number, 
/**
 * When the frames are shown at which a copy can begin: keyframes nothing shown later needs a frame
 * before of. In order.
 */
keyframes: Array<Micros>, 
/**
 * Why only whole re-encoding (or nothing) cuts this picture exactly, if that is so.
 */
uncuttable: Uncuttable | null, 
/**
 * Where the picture probably changes to another scene. In order.
 */
scenes: Array<Micros>, 
/**
 * Chapters the file names. In order.
 */
chapters: Array<Chapter>, };

/**
 * What is done to a picture that is encoded anew.
 */
export type PictureWork = { 
/**
 * Is a turn that players make baked in?
 */
upright: boolean, 
/**
 * How it is fitted into an upright 9:16 frame, if it is.
 */
framing: Framing | null, 
/**
 * Width and height it is scaled to, in pixels as shown, if it is.
 */
size: [number, number] | null, 
/**
 * The even rate it is put on, if it is.
 */
rate: Ratio | null, 
/**
 * Is high dynamic range mapped to standard?
 */
sdr: boolean, 
/**
 * Does it become H.264 of 8 bits a sample, whatever it was? Otherwise more bits are kept, in HEVC.
 */
plain: boolean, };

/**
 * Where episodes go.
 */
export type Place = { "at": "first" } | { "at": "last" } | { "at": "before", "episode": EpisodeId } | { "at": "after", "episode": EpisodeId };

/**
 * What is said of the posts of a draft. Nothing is preset: an unanswered question keeps it from going out.
 */
export type PostSettings = { 
/**
 * Who can watch: one of the creator's own options.
 */
privacy: string | null, 
/**
 * May people comment?
 */
comment: boolean, 
/**
 * May people make duets?
 */
duet: boolean, 
/**
 * May people stitch it?
 */
stitch: boolean, 
/**
 * Does it advertise something?
 */
disclosed: boolean, 
/**
 * The creator or their own business: `Promotional content`.
 */
your_brand: boolean, 
/**
 * Somebody else who pays: `Paid partnership`.
 */
branded_content: boolean, 
/**
 * Was it made by AI?
 */
made_by_ai: boolean, 
/**
 * Did the creator agree to the declaration that stands before the button?
 */
consent: boolean, 
/**
 * The channel it goes to, by its name, where an account has several (PeerTube); none: the first.
 */
channel?: string, };

/**
 * Where an episode's posting stands.
 */
export type PostedEpisode = { 
/**
 * The posting.
 */
posting: PostingId, 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its title when it was planned.
 */
title: string, 
/**
 * Where it goes.
 */
target: Target, 
/**
 * Whose account it goes to.
 */
account: AccountId, 
/**
 * Where it stands.
 */
stage: Stage, 
/**
 * When the last thing happened to it, in milliseconds since 1970.
 */
sinceMs: number, };

/**
 * Names a posting in the ledger.
 */
export type PostingId = string;

/**
 * All findings of one revision of a draft.
 */
export type Preflight = { 
/**
 * The findings: block first, then warn, then info; then in order of episodes.
 */
findings: Array<Finding>, 
/**
 * How many episodes have no finding that blocks.
 */
ready: number, };

/**
 * What came of making a draft's files ahead of the kit.
 */
export type PrepareOutcome = { 
/**
 * How many files were made.
 */
made: number, 
/**
 * How many had been made before.
 */
ready: number, 
/**
 * Those that failed; the others were made all the same.
 */
failed: Array<FailedEpisode>, 
/**
 * Those that took another road than planned.
 */
detours: Array<Detour>, };

/**
 * An error at the border: what failed, which thing, the cause, the next step, all in one message.
 */
export type Problem = { 
/**
 * What kind of error it is.
 */
code: ProblemCode, 
/**
 * The sentence: `error.<code>` in the locale files, with its values.
 */
message: Message, 
/**
 * What the system or ffmpeg said, for the curious. Not translated.
 */
detail: string | null, };

/**
 * Kinds of error. Closed: the locale files word every one, and a test sees to it.
 */
export type ProblemCode = "file_missing" | "file_unreadable" | "file_empty" | "file_is_folder" | "file_name_not_unicode" | "not_media" | "file_damaged" | "no_picture" | "still_image" | "no_duration" | "is_playlist" | "folder_without_clips" | "ffmpeg_missing" | "ffmpeg_too_old" | "ffmpeg_failed" | "ffmpeg_killed" | "encoder_missing" | "unproven" | "edit_refused" | "unknown_draft" | "ambiguous_draft" | "unknown_episode" | "unknown_field" | "unsplittable" | "not_a_time" | "not_a_price" | "price_outside_rules" | "not_a_picture" | "store_unwritable" | "store_gone" | "store_damaged" | "store_busy" | "store_too_new" | "draft_moved_on" | "disk_full" | "unknown_step" | "unknown_rule" | "not_from_the_kit" | "no_clipboard" | "blocked" | "kit_folder_exists" | "kit_folder_unwritable" | "kit_no_room" | "kit_failed_check" | "source_changed" | "not_a_target" | "not_a_server" | "post_lacks" | "upload_too_slow" | "nothing_to_send" | "file_not_made" | "sent_before" | "nothing_fits" | "offline" | "not_logged_in" | "no_app_keys" | "not_app_keys" | "login_denied" | "login_timed_out" | "wrong_password" | "unknown_account" | "which_account" | "keychain_absent" | "keychain_locked" | "keychain_failed" | "account_busy" | "platform_refused" | "platform_unreadable" | "posted_before" | "not_settled" | "past_recall" | "posting_moved_on" | "places_unanswered" | "cancelled" | "unexpected";

/**
 * What was proven of a finished file. There is one only for a file that passed.
 */
export type Proof = { 
/**
 * How many frames are shown. As many as were asked for: none lost, none doubled.
 */
frames: number, 
/**
 * How many of them are the source's own, bit for bit.
 */
copied: number, 
/**
 * When the first frame is shown, from its clip's start.
 */
first: Micros, 
/**
 * When the last frame begins, from its clip's start.
 */
last: Micros, 
/**
 * Where encoded frames meet copied ones, from the file's start.
 */
seams: Array<Micros>, 
/**
 * The container's duration. Never longer than asked.
 */
duration: Micros, 
/**
 * By how much the sound comes late against the source (early, below zero). Under one audio frame.
 */
soundOffset: Micros, 
/**
 * How much of the file was decoded to see that it decodes.
 */
decoded: Decoded, };

/**
 * Where a draft's postings to an account stand.
 */
export type PublishOutcome = { 
/**
 * The postings, the last of each episode and target, in the order in which they were planned.
 */
episodes: Array<PostedEpisode>, 
/**
 * The rest waits for that: the platform takes no more before. In milliseconds since 1970.
 */
waitsUntilMs: number | null, 
/**
 * What was not put on the list because its file is at the account already, or on its way, and where.
 */
same: Array<UnfitEpisode>, 
/**
 * What was not put on the list because the target does not take it, and why.
 */
unfit: Array<UnfitEpisode>, };

/**
 * An episode on the publish page.
 */
export type PublishRow = { 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its number: `7`, or `T1` for a teaser.
 */
number: string, 
/**
 * Its title. A post's caption is that.
 */
title: string, 
/**
 * How long its file is.
 */
length: Micros, 
/**
 * About how large its file is, in bytes.
 */
bytes: number, 
/**
 * Where it goes.
 */
target: Target, 
/**
 * Why it can go nowhere else: each target that does not take it, with the reasons.
 */
unfit: Array<UnfitFor>, 
/**
 * Why it takes this road.
 */
reason: Message, 
/**
 * Worth knowing before it is sent: it is longer than what the account may post, or nearly takes as long to
 * send as the platform waits. Or what was sent is another than it is now, or cannot go out as it is now.
 */
warnings: Array<Message>, 
/**
 * Its last posting to this account.
 */
posted: PostedEpisode | null, 
/**
 * Where that stands, as a sentence.
 */
means: Message | null, 
/**
 * What the creator can do about it.
 */
remedy: Remedy | null, 
/**
 * What the platform answered, without secrets, to be copied.
 */
raw: string | null, 
/**
 * What was said of it, where it is on the list and nothing of it has begun: settings that are agreed to anew
 * change it.
 */
said: PostSettings | null, 
/**
 * Its file is at the account already, or on its way, as another episode: it is sent only if it is asked for
 * by name.
 */
same: Message | null, 
/**
 * When it goes out, or went, in milliseconds since 1970.
 */
beginsMs: number | null, };

/**
 * Everything the publish page shows, besides the draft itself.
 */
export type PublishView = { 
/**
 * The kind of platform that this is about.
 */
kind: AccountKind, 
/**
 * The episodes, in order: what is sold, then the teasers. For PeerTube only what is sold.
 */
rows: Array<PublishRow>, 
/**
 * The account that is sent to; none where nobody is logged in there.
 */
account: Account | null, 
/**
 * All accounts of that kind.
 */
accounts: Array<Account>, 
/**
 * What the creator said of this draft's posts so far. Consent is never kept.
 */
settings: PostSettings, 
/**
 * How much TikTok takes.
 */
caps: Caps, 
/**
 * The days from today to the last that something goes out on, a week at least. None for PeerTube, which
 * counts no days.
 */
days: Array<CalendarDay>, 
/**
 * When the last of all that waits will have been sent, in milliseconds since 1970. None where nothing
 * waits.
 */
endsMs: number | null, 
/**
 * All that is on the list waits for that moment, because the platform takes no more before; in
 * milliseconds since 1970.
 */
waitsUntilMs: number | null, 
/**
 * What keeps it from going on just now, and is tried again by itself.
 */
trouble?: Message, 
/**
 * How many postings on the list can go on without being asked about. Where no job sends them, the
 * creator lets them go on: a program that was just started opens no connection by itself.
 */
canGoOn: number, };

/**
 * An exact ratio, such as 30000/1001 frames a second. The second number is never 0.
 */
export type Ratio = { 
/**
 * Above the line.
 */
num: number, 
/**
 * Below the line.
 */
den: number, };

/**
 * Everything that decides the bytes of a delivered file.
 */
export type Recipe = { 
/**
 * What it shows, in order. At least one part.
 */
parts: Array<RecipePart>, 
/**
 * How it is made.
 */
road: Road, 
/**
 * Where cuts may fall.
 */
cuts: Cuts, 
/**
 * What is done to the picture. Anything here means that it is encoded anew.
 */
picture: PictureWork, 
/**
 * What is done to the sound. Anything here means that it is encoded anew.
 */
sound: SoundWork, };

/**
 * One part of a recipe.
 */
export type RecipePart = { 
/**
 * The clip.
 */
clip: ClipId, 
/**
 * What is kept of it; the whole clip where there is none.
 */
trim: Trim | null, 
/**
 * By how much its sound is made louder (or softer, below zero), if it is.
 */
gain: Decibels | null, };

/**
 * A refusal, or what keeps the rest of a file from being sent: what it means, and what was answered word for
 * word, without secrets.
 */
export type Refused = { 
/**
 * What it means.
 */
why: Why, 
/**
 * The answer's own code: `spam_risk_too_many_posts`, or `HTTP 503`.
 */
code: string, 
/**
 * What else was answered, in English, without secrets.
 */
detail: string, 
/**
 * Names the request to the platform's support.
 */
log_id: string, };

/**
 * A file that could not be read as a clip.
 */
export type RefusedFile = { 
/**
 * The file.
 */
path: string, 
/**
 * Why.
 */
problem: Problem, };

/**
 * What a rehearsal showed. Times are as they would be if it were real, from now on.
 */
export type RehearsalOutcome = { 
/**
 * The episodes, in the order in which they went out.
 */
episodes: Array<RehearsedEpisode>, 
/**
 * Teasers that cannot be sent, with the reason.
 */
unfit: Array<UnfitEpisode>, 
/**
 * Bytes that were sent.
 */
bytes: number, 
/**
 * When the last would be there, in milliseconds since 1970.
 */
endsMs: number | null, 
/**
 * What it all means, in sentences.
 */
notes: Array<Message>, 
/**
 * What is still to be answered before it can be real.
 */
lacks: Array<Message>, };

/**
 * What became of an episode in a rehearsal.
 */
export type RehearsedEpisode = { 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its title.
 */
title: string, 
/**
 * Where it went.
 */
target: Target, 
/**
 * Where it stands in the end.
 */
stage: Stage, 
/**
 * That as a sentence.
 */
means: Message, 
/**
 * What the creator would be offered.
 */
remedy: Remedy | null, 
/**
 * Bytes of its file.
 */
bytes: number, 
/**
 * When it would go out for the first time, in milliseconds since 1970.
 */
beginsMs: number | null, 
/**
 * When the last thing would happen to it, in milliseconds since 1970.
 */
endsMs: number, 
/**
 * How often its file had to be begun or gone on with.
 */
tries: number, };

/**
 * What is done about a refusal: by us, or by the creator with a button.
 */
export type Remedy = "wait_a_minute" | "wait_a_day" | "try_again" | "send_anew" | "finish_drafts" | "log_in" | "enter_keys" | "choose_audience" | "make_private" | "change_text" | "mend_file" | "open_app" | "look" | "report" | "copy";

/**
 * How a Series stands at TikTok, as the creator reports it.
 */
export type ReviewStatus = "draft" | "in_review" | "approved" | "rejected";

/**
 * How an episode's file is made. The first that does it is taken.
 */
export type Road = { "road": "copy" } | { "road": "remux" } | { "road": "smart_cut", 
/**
 * Is the sound encoded anew, or copied?
 */
audio: boolean, } | { "road": "transcode", 
/**
 * Is the picture encoded anew, or copied?
 */
video: boolean, 
/**
 * Is the sound encoded anew, or copied?
 */
audio: boolean, };

/**
 * One rule.
 */
export type Rule = { 
/**
 * Its name.
 */
id: RuleId, 
/**
 * Its value; a rule whose value nobody published has none and is off.
 */
limit: Limit | null, 
/**
 * What breaking it means. Already lowered to `Warn` where `sure` is `D` or `U`.
 */
severity: Severity, 
/**
 * How sure it is.
 */
sure: Sure, 
/**
 * Title of the page it was read on.
 */
source: string, 
/**
 * Address of that page, if it has one.
 */
url: string | null, 
/**
 * The day it was read: `2026-09-11`.
 */
read: string, 
/**
 * Is it checked at all?
 */
on: boolean, 
/**
 * Does it come from the creator's own file?
 */
own_file: boolean, };

/**
 * Names a rule, as in the rules files: `series.duration.max_s`.
 */
export type RuleId = string;

/**
 * A rules file that cannot be used.
 */
export type RulesError = { 
/**
 * The file's name.
 */
file: string, 
/**
 * The line, from 1.
 */
line: number, 
/**
 * What is wrong there: `rules_file.*` in the locale files.
 */
problem: Message, };

/**
 * The rules in force, and the files of the creator's that could not be used.
 */
export type RulesInForce = { 
/**
 * The rules.
 */
rules: Array<Rule>, 
/**
 * The newest day a rule was read.
 */
read: string, 
/**
 * Refused files; the built-in rules are used in their place.
 */
refused: Array<RulesError>, };

/**
 * How much of a posting's file the platform holds by now: its row shows that, and nothing else changes by it.
 */
export type SentSoFar = { 
/**
 * Where the posting stands: its file is being sent.
 */
posted: PostedEpisode, 
/**
 * What that means.
 */
means: Message, };

/**
 * What a creator can set.
 */
export type Settings = { 
/**
 * The language; the system's where none is chosen.
 */
language: Language | null, 
/**
 * The theme; the system's where none is chosen.
 */
theme: Theme | null, 
/**
 * The ffmpeg to use, if not the one that is found.
 */
ffmpeg: string | null, 
/**
 * Is the desktop not to be told when a day's sending is done?
 */
quiet?: boolean, 
/**
 * Does the desk's window stay above all others?
 */
desk_on_top?: boolean, };

/**
 * What the creator says of a posting that nobody knows about, or that was refused.
 */
export type Settled = "there" | "again" | "skip";

/**
 * What a broken rule means.
 */
export type Severity = "block" | "warn" | "info";

/**
 * The creator's series, newest edit first.
 */
export type Shelf = { 
/**
 * One entry a draft.
 */
drafts: Array<DraftSummary>, 
/**
 * What is wrong with the store, if something is: a damaged one was set aside, say.
 */
problem: Problem | null, };

/**
 * What hearing a clip's sound through found.
 */
export type SoundAnalysis = { 
/**
 * Integrated loudness (EBU R 128), in LUFS; none for silence or no sound.
 */
loudness: Decibels | null, 
/**
 * The highest true peak, in dBTP; none for silence or no sound.
 */
truePeak: Decibels | null, 
/**
 * Where the talk pauses. In order, not touching.
 */
pauses: Array<Trim>, };

/**
 * What is done to sound that is encoded anew.
 */
export type SoundWork = { 
/**
 * The highest true peak that gain may lead to, in dBTP; where there is none, peaks are left alone.
 */
ceiling: Decibels | null, 
/**
 * Is a silent track added where a clip has none?
 */
silence: boolean, };

/**
 * What a split must keep to.
 */
export type SplitLimits = { 
/**
 * The shortest a part may be.
 */
min: Micros, 
/**
 * The longest a part may be. None: no limit.
 */
max: Micros | null, 
/**
 * How long a part had best be, if the creator says.
 */
aim: Micros | null, };

/**
 * What a plan is best at.
 */
export type SplitName = "fewest" | "even" | "pauses" | "into" | "every" | "chapters";

/**
 * One part of a plan.
 */
export type SplitPart = { 
/**
 * From where to where.
 */
span: Trim, 
/**
 * Why it ends there: "Pause of 1.8 s, new scene".
 */
reason: Message, };

/**
 * One way to split a recording.
 */
export type SplitPlan = { 
/**
 * What it is best at.
 */
name: SplitName, 
/**
 * The parts, in order: each begins where the one before ends.
 */
parts: Array<SplitPart>, 
/**
 * What speaks for it, in one line: "Every cut in silence".
 */
merit: Message, };

/**
 * What a creator wants of a split.
 */
export type SplitWish = { "wish": "best" } | { "wish": "into", 
/**
 * How many.
 */
parts: number, } | { "wish": "every", 
/**
 * How long.
 */
time: Micros, } | { "wish": "chapters" };

/**
 * Where a posting stands.
 */
export type Stage = { "stage": "waiting" } | { "stage": "reserving" } | { "stage": "sending", 
/**
 * The platform's name for it.
 */
ticket: string, 
/**
 * How it is sent.
 */
plan: ChunkPlan, 
/**
 * Bytes that the platform is known to hold.
 */
held: number, 
/**
 * Was the last of its bytes under way to this place once, so that the platform may have all of it?
 */
all_went: boolean, 
/**
 * Until when its address holds, in milliseconds since 1970.
 */
until_ms: number, } | { "stage": "processing", 
/**
 * The platform's name for it.
 */
ticket: string, } | { "stage": "posted", 
/**
 * The platform's name for what can be watched, if it told.
 */
post: string | null, } | { "stage": "refused", 
/**
 * What it said.
 */
refused: Refused, } | { "stage": "unconfirmed", 
/**
 * What was not answered.
 */
what: Unanswered, 
/**
 * The platform's name for it, if it gave one.
 */
ticket: string | null, } | { "stage": "unreachable", 
/**
 * Where it stood.
 */
was: Stage, } | { "stage": "skipped" } | { "stage": "withdrawn" };

/**
 * What the window needs to begin.
 */
export type Start = { 
/**
 * The creator's settings.
 */
settings: Settings, 
/**
 * The language to speak: the chosen one, or the system's.
 */
language: Language, 
/**
 * Where pictures and clips come from: `http://127.0.0.1:PORT/TOKEN`. Below it lie
 * `/clip/{clipId}` (the file, with ranges), `/still/{clipId}?at={micros}&height={pixels}` (a
 * JPEG), `/cover/{fingerprint}` (a JPEG) and, once a clip is analysed, `/peaks/{clipId}` (its
 * waveform).
 */
mediaUrl: string, 
/**
 * ffmpeg, found or not.
 */
ffmpeg: Ffmpeg, 
/**
 * The rules in force.
 */
rules: RulesInForce, 
/**
 * The folder drafts are kept in.
 */
dataFolder: string, 
/**
 * Showrunner's version.
 */
version: string, 
/**
 * The draft to show at once, if the window was started on one.
 */
show: DraftId | null, };

/**
 * What is sent, and how, once the creator pressed the button.
 */
export type StartPublish = { 
/**
 * The account.
 */
account: AccountId, 
/**
 * What is said of the posts, with the consent the creator just gave.
 */
settings: PostSettings, 
/**
 * Only these; where none are named, all teasers, or all that is sold.
 */
episodes: Array<EpisodeId> | null, 
/**
 * Only go on with what is on the list? Then nothing new is put on it, and the settings do not count.
 */
resumes: boolean, };

/**
 * How a publish is rehearsed.
 */
export type StartRehearsal = { 
/**
 * The account whose day is counted from, without what it has already; none counts from an empty day.
 */
account: AccountId | null, 
/**
 * What is said of the posts. What is not answered yet is told, and rehearsed as private.
 */
settings: PostSettings, 
/**
 * What goes wrong, if something is to.
 */
whatIf: WhatIf | null, };

/**
 * One line of a draft's journal.
 */
export type Step = { "step": "edit", } & ({ "edit": "add", 
/**
 * Clips that are new to the draft.
 */
clips: Array<Clip>, 
/**
 * The new episodes.
 */
episodes: Array<Episode>, 
/**
 * Where they go.
 */
place: Place, } | { "edit": "remove", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, } | { "edit": "move", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * Where they go.
 */
place: Place, } | { "edit": "retitle", 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its new title.
 */
title: string, } | { "edit": "trim", 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * What it keeps; none for the whole clip.
 */
trim: Trim | null, } | { "edit": "split", 
/**
 * The episode that goes.
 */
episode: EpisodeId, 
/**
 * The episodes that come, in order.
 */
into: Array<Episode>, } | { "edit": "merge", 
/**
 * The episodes that go.
 */
episodes: Array<EpisodeId>, 
/**
 * The episode that comes.
 */
into: Episode, } | { "edit": "treat", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * What is done to each of them.
 */
treatment: Treatment, } | { "edit": "send", 
/**
 * The episodes.
 */
episodes: Array<EpisodeId>, 
/**
 * Where each of them goes.
 */
target: Target, } | { "edit": "all", 
/**
 * The edits. None of them is itself of this kind.
 */
edits: Array<Edit>, } | { "edit": "relink", 
/**
 * The clip as it is now. Its id says which one is meant.
 */
clip: Clip, } | { "edit": "set_title", 
/**
 * The new title.
 */
title: string, } | { "edit": "set_description", 
/**
 * The new description.
 */
description: string, } | { "edit": "set_price", 
/**
 * The new price.
 */
price: Cents | null, } | { "edit": "confirm_price", 
/**
 * The price that was confirmed; it must be the present one.
 */
price: Cents, } | { "edit": "set_cover", 
/**
 * The new cover.
 */
cover: Cover | null, }) | { "step": "undo" } | { "step": "redo" };

/**
 * Names a step in the portal: `title`, `episode:<id>`.
 */
export type StepId = string;

/**
 * What is done in a step.
 */
export type StepKind = "sign-in" | "new-series" | "title" | "description" | "price" | "cover" | "episode" | "order" | "submit";

/**
 * How long a stream is, in its own ticks.
 */
export type StreamSpan = { 
/**
 * First presentation time, in ticks.
 */
start: number, 
/**
 * Duration in ticks.
 */
ticks: number, 
/**
 * Seconds a tick.
 */
timebase: Ratio, };

/**
 * What a finding is about.
 */
export type Subject = { "kind": "series" } | { "kind": "episode", "episode": EpisodeId };

/**
 * A version that was submitted, and how it stands.
 */
export type Submission = { 
/**
 * Its number, from 1; 0 where the Series is only saved in the portal.
 */
version: number, 
/**
 * When it was submitted, or saved, in milliseconds since 1970.
 */
atMs: number, 
/**
 * How it stands.
 */
status: ReviewStatus, 
/**
 * Since when, in milliseconds since 1970.
 */
sinceMs: number, 
/**
 * Why it was rejected, as the creator reports it.
 */
reason: string | null, 
/**
 * What to do next, as a sentence.
 */
next: Message, 
/**
 * The draft's revision that was submitted.
 */
revision: number | null, 
/**
 * The title it had.
 */
title: string, 
/**
 * The price it had.
 */
price: Cents | null, 
/**
 * How many episodes it had.
 */
episodes: number, 
/**
 * Did what goes into the portal change since?
 */
changed: boolean, };

/**
 * How sure a rule is. `D` and `U` never block.
 */
export type Sure = "A" | "B" | "C" | "D" | "U" | "own";

/**
 * Where an episode can go.
 */
export type Target = "portal" | "tiktok-draft" | "tiktok-post" | "peertube";

/**
 * Light or dark.
 */
export type Theme = "dark" | "light";

/**
 * What is done to an episode on the way out. By default nothing.
 */
export type Treatment = { 
/**
 * How the picture is fitted into an upright 9:16 frame, if it is.
 */
framing: Framing | null, 
/**
 * Is a turn that players make baked into the picture?
 */
upright: boolean, 
/**
 * Is high dynamic range mapped to standard?
 */
sdr: boolean, 
/**
 * Are frames that come at uneven times put on an even beat?
 */
even: boolean, 
/**
 * Are codec, size and rate brought to the nearest form that the rules allow?
 */
conform: boolean, 
/**
 * Is all of it made anew as H.264 of 8 bits with AAC, whatever the rules take of it as it is? A platform
 * that refused the file wants another.
 */
anew?: boolean, 
/**
 * The loudness the sound is levelled to, if it is.
 */
level: Level | null, 
/**
 * Is silence added where there is no sound?
 */
silence: boolean, 
/**
 * Where cuts may fall.
 */
cuts: Cuts, };

/**
 * The part of a clip that an episode keeps: from the in point up to, but without, the out point.
 */
export type Trim = { 
/**
 * First time kept, from the clip's start.
 */
in: Micros, 
/**
 * First time no longer kept.
 */
out: Micros, };

/**
 * What was not answered.
 */
export type Unanswered = "place" | "status" | "log";

/**
 * Why a picture cannot be cut by encoding only the seam anew.
 */
export type Uncuttable = "codec" | "depth" | "hdr" | "interlaced" | "no_keyframe" | "index" | "encoder";

/**
 * An episode that cannot be sent, or is not sent by itself.
 */
export type UnfitEpisode = { 
/**
 * The episode.
 */
episode: EpisodeId, 
/**
 * Its title.
 */
title: string, 
/**
 * Why not.
 */
reason: Message, };

/**
 * A target that does not take an episode.
 */
export type UnfitFor = { 
/**
 * The target.
 */
target: Target, 
/**
 * Why not.
 */
reason: Message, };

/**
 * A value in a [`Message`], typed so that each language can write it its own way.
 */
export type Value = { "kind": "text", "value": string } | { "kind": "count", "value": number } | { "kind": "time", "value": Micros } | { "kind": "distance", "value": Micros } | { "kind": "money", "value": Cents } | { "kind": "bytes", "value": number } | { "kind": "rate", "value": Ratio } | { "kind": "word", "value": string } | { "kind": "loudness", "value": Decibels } | { "kind": "peak", "value": Decibels } | { "kind": "gain", "value": Decibels } | { "kind": "lu", "value": Decibels };

/**
 * The picture of a clip.
 */
export type VideoFacts = { 
/**
 * ffprobe's name of the codec: `h264`, `hevc`, `vp9` …
 */
codec: string, 
/**
 * The codec's profile, if it has one: `High`, `Main 10` …
 */
profile: string | null, 
/**
 * ffmpeg's name of the pixel format: `yuv420p` …
 */
pixelFormat: string, 
/**
 * Bits a colour sample.
 */
bitDepth: number, 
/**
 * Width in pixels as shown: rotation and pixel aspect applied.
 */
width: number, 
/**
 * Height in pixels as shown.
 */
height: number, 
/**
 * Width in pixels as stored.
 */
codedWidth: number, 
/**
 * Height in pixels as stored.
 */
codedHeight: number, 
/**
 * Clockwise turn a player makes before showing: 0, 90, 180 or 270.
 */
rotation: number, 
/**
 * Frames a second on average, if known.
 */
fps: Ratio | null, 
/**
 * Do frames come at uneven times?
 */
variableRate: boolean, 
/**
 * High dynamic range, if it is.
 */
hdr: Hdr | null, 
/**
 * How long the stream is, if the file says so.
 */
span: StreamSpan | null, 
/**
 * How many frames the container says there are.
 */
frames: number | null, };

/**
 * What goes wrong in a rehearsal.
 */
export type WhatIf = "audience_refused" | "quota_used_up" | "connection_lost";

/**
 * Why something was refused: `B6`, the fail reasons of `B5`, the upload's answers of `B4`.
 */
export type Why = "request" | "unknown_post" | "not_cancellable" | "app_too_old" | "upload" | "scope" | "logged_out" | "permission_removed" | "keys" | "too_many_posts" | "too_many_drafts" | "banned" | "spam_text" | "spam" | "too_many_users" | "unaudited" | "foreign_address" | "privacy_option" | "too_fast" | "platform" | "format" | "duration" | "frame_rate" | "picture_size" | "pull" | "cancelled" | "upload_expired" | "upload_gone" | "file_changed" | "over_account" | "address_lost" | "strange_address" | "out_of_step" | "takes_nothing" | "no_room" | "second_factor" | "unknown";
