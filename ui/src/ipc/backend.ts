/**
 * The one door between the window and Rust. `tauri.ts` opens the real one, `fake.ts` plays it in a
 * browser for tests. Rust owns the truth: the window sends a step and receives the new draft.
 * Every promise rejects with a `Problem`.
 */
import type {
  Account,
  AccountId,
  AccountKind,
  AccountsView,
  ClipAnalysis,
  ClipId,
  ConnectionView,
  CoverSource,
  CreatorNow,
  DeskTick,
  DeskView,
  DraftId,
  DraftView,
  DryRunView,
  Eligible,
  EpisodeId,
  ExportPlan,
  Ffmpeg,
  Fingerprint,
  FixAllOutcome,
  FixTicks,
  GuidelinePoint,
  Job,
  JobId,
  Lack,
  LoggedOut,
  LoginBegun,
  Micros,
  Place,
  PostingId,
  PostSettings,
  PublishView,
  ReviewStatus,
  RuleId,
  SentSoFar,
  Settings,
  Settled,
  Shelf,
  SplitLimits,
  SplitPlan,
  SplitWish,
  Start,
  StartPublish,
  StartRehearsal,
  Step,
  StepId,
  Target,
} from './bindings';
import type { DraftPlace } from '../lib/route.svelte';

export interface Backend {
  start(): Promise<Start>;
  saveSettings(settings: Settings): Promise<Start>;
  lookForFfmpeg(): Promise<Ffmpeg>;

  shelf(): Promise<Shelf>;
  newDraft(title: string): Promise<DraftView>;
  duplicateDraft(draft: DraftId): Promise<DraftId>;
  archiveDraft(draft: DraftId, archived: boolean): Promise<void>;

  /** Opens a draft: its clips can be played until it is closed. */
  openDraft(draft: DraftId): Promise<DraftView>;
  closeDraft(draft: DraftId): Promise<void>;
  /** The draft as it stands now, its files looked at again. */
  lookAgain(draft: DraftId): Promise<DraftView>;
  /** One edit, undo or redo on top of `revision`; durable once the promise resolves. */
  step(draft: DraftId, revision: number, step: Step): Promise<DraftView>;
  /** Reads what a person typed (`9.99`, `9,99`, `$9.99`) and holds it against the rules. */
  setPrice(draft: DraftId, revision: number, text: string): Promise<DraftView>;
  setCover(draft: DraftId, revision: number, from: CoverSource): Promise<DraftView>;
  /** Points a clip at a file: found elsewhere, or (without a path) changed where it is. */
  relink(draft: DraftId, revision: number, clip: ClipId, path: string | null): Promise<DraftView>;

  /** Files and folders; the job's outcome says what came of each. */
  importFiles(draft: DraftId, paths: string[], place: Place): Promise<JobId>;
  /**
   * Reads the clips through that were not yet: pauses, loudness, keyframes, waveforms. Each is known as
   * soon as it is read (`onAnalysed`). Where a job does it already, that one is answered; where nothing
   * is left to read, one that ends at once.
   */
  analyse(draft: DraftId): Promise<JobId>;
  /** What is known of a clip by now. A clip that is not read through yet is the next to be. */
  analysis(draft: DraftId, clip: ClipId): Promise<ClipAnalysis>;

  /**
   * Ways to split an episode, best first. The rules' limits where there are none given; `marks` are
   * times of the clip where the creator wants cuts. Reads the clip through first where it was not yet:
   * some seconds for a long one. Rejects with `unsplittable` and the reason.
   */
  splitPlans(
    draft: DraftId,
    episode: EpisodeId,
    wish: SplitWish,
    limits: SplitLimits | null,
    marks: Micros[],
  ): Promise<SplitPlan[]>;
  /** How long a video may be at a target, by the rules and what is known of the accounts there. */
  lengthsAt(target: Target): Promise<SplitLimits>;
  /** Splits an episode at times of its clip. */
  split(draft: DraftId, revision: number, episode: EpisodeId, cuts: Micros[]): Promise<DraftView>;
  /** Makes one episode of several, in the order of the series. */
  merge(draft: DraftId, revision: number, episodes: EpisodeId[]): Promise<DraftView>;
  /** Makes an episode of every part of a joined one. */
  takeApart(draft: DraftId, revision: number, episode: EpisodeId): Promise<DraftView>;

  /** What fixing everything would do, with the rows ticked that way. Nothing is done. */
  dryRun(draft: DraftId, ticks: FixTicks): Promise<DryRunView>;
  /**
   * Does what the dry run of that revision said, as one undo, and starts making the files. Rejects with
   * `draft_moved_on`, and has done nothing, when somebody edited the draft since.
   */
  fixAll(draft: DraftId, revision: number, ticks: FixTicks): Promise<FixAllOutcome>;
  /** Makes the files that take a while, ahead of the kit. Goes on after a crash. */
  prepare(draft: DraftId): Promise<JobId>;
  /** Pauses such a job: the file that is being made is finished, no other is begun. */
  pauseJob(job: JobId): Promise<void>;
  resumeJob(job: JobId): Promise<void>;

  exportPlan(draft: DraftId): Promise<ExportPlan>;
  /** Writes the kit into a new folder inside `folder`. */
  writeKit(draft: DraftId, folder: string): Promise<JobId>;
  /**
   * Everything the publish page shows. `account` names the account that is sent to; null: the first one.
   * Asks nobody outside. Ask again after `onPosted`, and when a publish job or the draft changed.
   */
  publishView(
    draft: DraftId,
    kind: AccountKind | null,
    account: AccountId | null,
  ): Promise<PublishView>;
  /** Asks the platform what an account may post just now: each time posts to be made are shown. */
  creator(account: AccountId): Promise<CreatorNow>;
  /** What is still to be said before that can be sent. Asks nobody outside: it holds what `creator` answered last. */
  postLacks(draft: DraftId, start: StartPublish): Promise<Lack[]>;
  /** Sends each teaser to its own target, each once, over days. The job can be paused and cancelled. */
  startPublish(draft: DraftId, start: StartPublish): Promise<JobId>;
  /** Does all of it with the real files against a server in the program. Nothing leaves the machine. */
  startRehearsal(draft: DraftId, start: StartRehearsal): Promise<JobId>;
  /** The creator says what became of a posting; a refused or skipped one may be sent `again`. */
  settlePosting(posting: PostingId, settled: Settled): Promise<void>;
  /** Keeps what was said of a draft's posts, without the consent, until they are sent. */
  savePostSettings(draft: DraftId, kind: AccountKind, settings: PostSettings): Promise<void>;

  jobs(): Promise<Job[]>;
  cancelJob(job: JobId): Promise<void>;

  /** The submission desk of a draft. */
  desk(draft: DraftId): Promise<DeskView>;
  /** Ticks a step, leaves it out, or takes that away; durable once the promise resolves. */
  deskTick(draft: DraftId, step: StepId, tick: DeskTick | null): Promise<DeskView>;
  /** The creator says that a point of the Community Guidelines is met, or takes it back. */
  deskDeclare(draft: DraftId, point: GuidelinePoint, so: boolean): Promise<DeskView>;
  /** What TikTok asks of the account, and what is known of it. */
  eligibility(): Promise<Eligible[]>;
  /** The creator says of the account that it is so, or no longer. */
  declareEligible(rule: RuleId, so: boolean): Promise<Eligible[]>;
  /** Asks TikTok how many follow the account that is logged in. */
  countFollowers(): Promise<Eligible[]>;
  /** What TikTok made of the submission, as the creator reports it. */
  deskStatus(draft: DraftId, status: ReviewStatus, reason: string | null): Promise<DeskView>;
  /** Opens the desk in its own window, or brings it to the front. */
  openDesk(draft: DraftId): Promise<void>;
  /** Keeps the desk's window above all others. */
  deskOnTop(on: boolean): Promise<void>;
  /** Shows a place of a draft in the main window. */
  showInStudio(draft: DraftId, place: DraftPlace): Promise<void>;
  /** Opens the Series portal in the creator's browser. */
  openPortal(): Promise<void>;
  /** A file of a kit follows the pointer out of the window, until it is let go. Did somebody take it? */
  dragFile(draft: DraftId, path: string): Promise<boolean>;
  /** Puts a text on the clipboard. */
  copyText(text: string): Promise<void>;
  /** The accounts that are logged in, the creator's app keys, and where both are kept. */
  accountsView(): Promise<AccountsView>;
  /**
   * Opens the page of consent in the creator's browser; `another`: even if the browser knows an account.
   * The job waits for the answer and ends with the account.
   */
  logIn(another: boolean): Promise<LoginBegun>;
  /** Ends a login, at the platform and here. */
  logOut(account: AccountId): Promise<LoggedOut>;
  /** Logs in to a PeerTube server. The password is not kept; `secondFactor` is for accounts that ask for it. */
  logInToPeertube(
    server: string,
    user: string,
    password: string,
    secondFactor: string | null,
  ): Promise<Account>;
  /** Keeps the keys of the creator's own app. The secret is never given back. */
  saveAppKeys(key: string, secret: string): Promise<void>;
  forgetAppKeys(): Promise<void>;
  /** Keeps secrets until the program ends, or (not `session`) in the keychain again. */
  keepSecrets(session: boolean): Promise<void>;
  /** Asks a PeerTube server which channels an account has by now. */
  lookForChannels(account: AccountId): Promise<Account>;
  /** Opens the page where the creator sees what an account posted, in the creator’s browser. */
  openPosts(account: AccountId): Promise<void>;
  /** Opens the page where creators make an app. */
  openDevelopers(): Promise<void>;

  /** Every connection to the outside that was made, the newest first. */
  connections(): Promise<ConnectionView[]>;
  /** The hosts that connections are open to just now, one for each. */
  openConnections(): Promise<string[]>;

  /** System dialogs: an empty answer means the creator closed it. */
  chooseFiles(): Promise<string[]>;
  chooseFolder(): Promise<string | null>;
  choosePicture(): Promise<string | null>;
  chooseFfmpeg(): Promise<string | null>;
  /** Files on the clipboard. */
  pastedFiles(): Promise<string[]>;
  /** Shows a file or folder in the system's file manager. */
  reveal(path: string): Promise<void>;
  /**
   * Opens the page a rule was read on, or one of TikTok that a creator agrees to, in the creator’s browser.
   * Takes no other address.
   */
  openSource(url: string): Promise<void>;

  onJob(listener: (job: Job) => void): () => void;
  /** The settings were saved, in whichever window. */
  onSettings(listener: (start: Start) => void): () => void;
  /** Somebody else (the command line, another window) edited an open draft. */
  onDraftChanged(listener: (draft: DraftId) => void): () => void;
  /** More is known of an open draft's clips: look at it again. */
  onAnalysed(listener: (draft: DraftId) => void): () => void;
  /** Something was ticked or told at the desk of a draft, or (without one) of the account. */
  onDeskChanged(listener: (draft: DraftId | null) => void): () => void;
  /** A connection was opened or closed: the hosts that some are open to, one for each. */
  onConnections(listener: (hosts: string[]) => void): () => void;
  /** Something happened to a draft's postings, other than that more of a file was sent. */
  onPosted(listener: (draft: DraftId) => void): () => void;
  /** More of a file was sent: twice a second at most. */
  onSentSoFar(listener: (sent: SentSoFar) => void): () => void;
  onFileDrop(listener: (drop: FileDrop) => void): () => void;
  /** The window is being closed: it waits for the listener. */
  onClosing(listener: () => Promise<void>): () => void;
}

/** Files over the window. `x` and `y` are CSS pixels. */
export type FileDrop =
  | { kind: 'over'; x: number; y: number }
  | { kind: 'drop'; x: number; y: number; paths: string[] }
  | { kind: 'leave' };

/** Addresses of pictures and clips, below `Start.mediaUrl`. */
export const mediaUrls = (mediaUrl: string) => ({
  clip: (clip: ClipId) => `${mediaUrl}/clip/${clip}`,
  still: (clip: ClipId, at: Micros, height: number) =>
    `${mediaUrl}/still/${clip}?at=${at}&height=${height}`,
  peaks: (clip: ClipId) => `${mediaUrl}/peaks/${clip}`,
  cover: (picture: Fingerprint) => `${mediaUrl}/cover/${picture}`,
});
