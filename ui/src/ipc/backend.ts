/**
 * The one door between the window and Rust. `tauri.ts` opens the real one, `fake.ts` plays it in a
 * browser for tests. Rust owns the truth: the window sends a step and receives the new draft.
 * Every promise rejects with a `Problem`.
 */
import type {
  ClipId,
  CoverSource,
  DraftId,
  DraftView,
  ExportPlan,
  Ffmpeg,
  Fingerprint,
  Job,
  JobId,
  Micros,
  Place,
  Settings,
  Shelf,
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
  exportPlan(draft: DraftId): Promise<ExportPlan>;
  /** Writes the kit into a new folder inside `folder`. */
  writeKit(draft: DraftId, folder: string): Promise<JobId>;
  jobs(): Promise<Job[]>;
  cancelJob(job: JobId): Promise<void>;

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
  cover: (picture: Fingerprint) => `${mediaUrl}/cover/${picture}`,
});
