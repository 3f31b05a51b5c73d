/**
 * The one door between the window and Rust. `tauri.ts` opens the real one, `fake.ts` plays it in a
 * browser for tests. Rust owns the truth: the window sends a step and receives the new draft.
 * Every promise rejects with a `Problem`.
 */
import type {
  ClipAnalysis,
  ClipId,
  ConnectionView,
  CoverSource,
  DraftId,
  DraftView,
  DryRunView,
  EpisodeId,
  ExportPlan,
  Ffmpeg,
  Fingerprint,
  FixAllOutcome,
  FixTicks,
  Job,
  JobId,
  Micros,
  Place,
  Settings,
  Shelf,
  SplitLimits,
  SplitPlan,
  SplitWish,
  Start,
  Step,
} from './bindings';

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
  jobs(): Promise<Job[]>;
  cancelJob(job: JobId): Promise<void>;

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
  /** Opens the page a rule was read on, in the creator's browser. Takes no other address. */
  openSource(url: string): Promise<void>;

  onJob(listener: (job: Job) => void): () => void;
  /** Somebody else (the command line, another window) edited an open draft. */
  onDraftChanged(listener: (draft: DraftId) => void): () => void;
  /** More is known of an open draft's clips: look at it again. */
  onAnalysed(listener: (draft: DraftId) => void): () => void;
  /** A connection was opened or closed: the hosts that some are open to, one for each. */
  onConnections(listener: (hosts: string[]) => void): () => void;
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
