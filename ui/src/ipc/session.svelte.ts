/**
 * The window's projection of what Rust knows: settings, shelf, the open draft, jobs, the last
 * problem. Nothing here is guessed: a step is sent, and what comes back is shown. Steps wait for
 * each other, so that two quick ones never race over a revision.
 */
import { createContext } from 'svelte';
import { keepAll } from '../lib/away';
import { goesOn } from '../lib/jobs';
import { goWithin } from '../lib/route.svelte';
import { mediaUrls, type Backend } from './backend';
import type {
  ClipId,
  CoverSource,
  DraftId,
  DraftView,
  Edit,
  EpisodeId,
  FixAction,
  FixTicks,
  Job,
  JobId,
  Micros,
  Place,
  Problem,
  Settings,
  Shelf,
  Start,
  Step,
} from './bindings';

type Change = (draft: DraftId, revision: number) => Promise<DraftView>;

export class Session {
  /** The door to Rust, for what changes no draft: dialogs, `reveal`, `exportPlan` … */
  readonly backend: Backend;
  /** Present before anything is drawn. */
  start = $state.raw() as Start;
  shelf = $state.raw<Shelf | null>(null);
  /** The open draft. */
  view = $state.raw<DraftView | null>(null);
  /** Oldest first. */
  jobs = $state.raw<readonly Job[]>([]);
  /** The hosts that connections are open to just now, one for each. */
  hosts = $state.raw<readonly string[]>([]);
  /** What went wrong last, until it is put away. */
  problem = $state.raw<Problem | null>(null);
  /** How many steps are on their way to the disk. */
  saving = $state(0);

  readonly media = $derived(mediaUrls(this.start.mediaUrl));
  /** Jobs that run now. */
  readonly running = $derived(this.jobs.filter((job) => job.state.state === 'running'));

  #queue: Promise<unknown> = Promise.resolve();
  #stop: (() => void)[] = [];
  /** Who waits for a job to end. */
  #awaited: { id: JobId; tell: (job: Job) => void }[] = [];
  /** Reading the open draft's clips through was cancelled: not again until it is opened again. */
  #stopped = false;
  /** The draft will be looked at again as soon as its turn comes. */
  #looking = false;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Asks Rust for everything the window begins with, and listens from then on. */
  async begin(): Promise<void> {
    this.start = await this.backend.start();
    this.#stop = [
      this.backend.onSettings((start) => (this.start = start)),
      this.backend.onJob((job) => this.#heard(job)),
      this.backend.onDraftChanged((draft) => void this.#changedElsewhere(draft)),
      this.backend.onAnalysed((draft) => void this.#analysed(draft)),
      this.backend.onConnections((hosts) => (this.hosts = hosts)),
      this.backend.onClosing(() => this.kept()),
    ];
    this.jobs = await this.backend.jobs();
    this.hosts = await this.backend.openConnections();
  }

  end() {
    this.#stop.forEach((stop) => stop());
  }

  // The shelf

  async readShelf(): Promise<void> {
    this.shelf = (await this.ask(() => this.backend.shelf())) ?? this.shelf;
  }

  /** Makes a draft and answers its id. */
  async newDraft(title: string): Promise<DraftId | null> {
    const view = await this.ask(() => this.backend.newDraft(title));
    return view?.draft.id ?? null;
  }

  async duplicate(draft: DraftId): Promise<void> {
    await this.ask(() => this.backend.duplicateDraft(draft));
    await this.readShelf();
  }

  async archive(draft: DraftId, archived: boolean): Promise<void> {
    await this.ask(() => this.backend.archiveDraft(draft, archived));
    await this.readShelf();
  }

  // The open draft

  /** Opens a draft and closes the one before. Answers whether it is open now. */
  async open(draft: DraftId): Promise<boolean> {
    if (this.view?.draft.id === draft) return true;
    await this.close();
    const view = await this.ask(() => this.backend.openDraft(draft));
    if (view) this.view = view;
    this.#stopped = false;
    void this.#read();
    return view !== null;
  }

  async close(): Promise<void> {
    await this.kept();
    const open = this.view;
    this.view = null;
    if (open) await this.ask(() => this.backend.closeDraft(open.draft.id));
  }

  /** Until everything that is written lies on the disk. */
  async kept(): Promise<void> {
    keepAll();
    // Leaving a field may still send what was written there.
    for (let turn; turn !== this.#queue;) await (turn = this.#queue);
  }

  /** Looks at the draft and its files again. */
  lookAgain(): Promise<boolean> {
    return this.#turn((draft) => this.backend.lookAgain(draft));
  }

  /** One edit. Answers whether it was taken; if not, `problem` says why. */
  edit(edit: Edit): Promise<boolean> {
    return this.step({ step: 'edit', ...edit });
  }

  undo(): Promise<boolean> {
    return this.step({ step: 'undo' });
  }

  redo(): Promise<boolean> {
    return this.step({ step: 'redo' });
  }

  step(step: Step): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.step(draft, revision, step));
  }

  /** Reads a price as a person types it. */
  setPrice(text: string): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.setPrice(draft, revision, text));
  }

  setCover(from: CoverSource): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.setCover(draft, revision, from));
  }

  /** Splits an episode at times of its clip; one undo takes it back. */
  split(episode: EpisodeId, cuts: Micros[]): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.split(draft, revision, episode, cuts));
  }

  /** Makes one episode of several, in the order of the series. */
  merge(episodes: EpisodeId[]): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.merge(draft, revision, episodes));
  }

  /** Makes an episode of every part of a joined one. */
  takeApart(episode: EpisodeId): Promise<boolean> {
    return this.#change((draft, revision) => this.backend.takeApart(draft, revision, episode));
  }

  /**
   * Does what the dry run of a revision said. Where the draft moved on since, nothing is done, and the
   * view is the new one.
   */
  async fixAll(revision: number, ticks: FixTicks): Promise<'done' | 'moved_on' | 'failed'> {
    let came: 'done' | 'moved_on' = 'done';
    const changed = await this.#change(async (draft) => {
      try {
        return (await this.backend.fixAll(draft, revision, ticks)).view;
      } catch (error) {
        if (asProblem(error).code !== 'draft_moved_on') throw error;
        came = 'moved_on';
        return this.backend.lookAgain(draft);
      }
    });
    return changed ? came : 'failed';
  }

  /** Points a clip at a file; without a path, reads the file it has again. */
  async relink(clip: ClipId, path: string | null): Promise<boolean> {
    const relinked = await this.#change((draft, revision) =>
      this.backend.relink(draft, revision, clip, path),
    );
    if (relinked) void this.#read();
    return relinked;
  }

  /** Asks the creator where a clip's file is now. */
  async findFile(clip: ClipId): Promise<boolean> {
    const [path] = (await this.ask(() => this.backend.chooseFiles())) ?? [];
    return path === undefined ? false : this.relink(clip, path);
  }

  /** Does what a finding's button says. Answers whether the draft was changed. */
  async fix(action: FixAction): Promise<boolean> {
    switch (action.do) {
      case 'edit':
        return this.edit(action.edit);
      case 'split':
        goWithin('cutting', `${action.episode}/split`);
        return false;
      case 'join':
        return this.merge(action.episodes);
      case 'cover_from': {
        const at = this.episode(action.episode)?.trim?.in ?? 0;
        return this.setCover({ kind: 'frame', episode: action.episode, at });
      }
      case 'go_to':
        if (action.place === 'board') goWithin('board');
        else goWithin('offer', action.place);
        return false;
      case 'find_file':
        return this.findFile(action.clip);
      case 'read_again':
        return this.relink(action.clip, null);
    }
  }

  // Jobs

  async import(paths: string[], place: Place): Promise<JobId | null> {
    const draft = this.view?.draft.id;
    if (draft === undefined || paths.length === 0) return null;
    return this.ask(() => this.backend.importFiles(draft, paths, place));
  }

  /** Waits until a job is at its end, and answers it as it ended. */
  ended(id: JobId): Promise<Job> {
    const job = this.jobs.find((one) => one.id === id);
    if (job && !goesOn(job)) return Promise.resolve(job);
    return new Promise((tell) => this.#awaited.push({ id, tell }));
  }

  async cancel(job: JobId): Promise<void> {
    await this.ask(() => this.backend.cancelJob(job));
  }

  /** Pauses making files, or lets it go on. */
  async pause(job: JobId, paused: boolean): Promise<void> {
    const { backend } = this;
    await this.ask(() => (paused ? backend.pauseJob(job) : backend.resumeJob(job)));
  }

  /** Makes the files of the open draft that take a while, ahead of the kit. */
  async prepare(): Promise<JobId | null> {
    const draft = this.view?.draft.id;
    return draft === undefined ? null : this.ask(() => this.backend.prepare(draft));
  }

  // The rest

  async saveSettings(settings: Settings): Promise<boolean> {
    const start = await this.ask(() => this.backend.saveSettings(settings));
    if (start) this.start = start;
    void this.#read();
    return start !== null;
  }

  async lookForFfmpeg(): Promise<void> {
    const ffmpeg = await this.ask(() => this.backend.lookForFfmpeg());
    if (ffmpeg) this.start = { ...this.start, ffmpeg };
    void this.#read();
  }

  /** Puts the last problem away. */
  calm() {
    this.problem = null;
  }

  episode(id: string) {
    return this.view?.draft.episodes.find((episode) => episode.id === id);
  }

  /** Runs what may fail; a failure becomes `problem` and answers nothing. */
  async ask<T>(what: () => Promise<T>): Promise<T | null> {
    try {
      return await what();
    } catch (error) {
      this.problem = asProblem(error);
      return null;
    }
  }

  /** A turn that ends on the disk. */
  async #change(change: Change): Promise<boolean> {
    this.saving += 1;
    const taken = await this.#turn(change).finally(() => (this.saving -= 1));
    if (taken) this.problem = null;
    return taken;
  }

  /** Waits for those before it, then asks Rust for the draft on top of the newest revision. */
  #turn(change: Change): Promise<boolean> {
    const draft = this.view?.draft.id;
    if (draft === undefined) return Promise.resolve(false);
    const turn = this.#queue.then(async () => {
      const view = this.view;
      if (view?.draft.id !== draft) return false;
      const next = await this.ask(() => change(draft, view.revision));
      if (next && this.view?.draft.id === draft) this.view = next;
      return next !== null;
    });
    this.#queue = turn;
    return turn;
  }

  #heard(job: Job) {
    const known = this.jobs.some((other) => other.id === job.id);
    this.jobs = known
      ? this.jobs.map((other) => (other.id === job.id ? job : other))
      : [...this.jobs, job];
    if (job.kind === 'analyse' && job.state.state === 'cancelled') this.#stopped = true;
    if (!goesOn(job)) {
      this.#awaited.filter(({ id }) => id === job.id).forEach(({ tell }) => tell(job));
      this.#awaited = this.#awaited.filter(({ id }) => id !== job.id);
    }
    if (job.state.state === 'imported')
      void this.#changedElsewhere(job.draft).then(() => this.#read());
  }

  /** Reads through what the open draft's clips hold, unless the creator stopped that. */
  async #read(): Promise<void> {
    const draft = this.view?.draft.id;
    if (draft === undefined || this.#stopped || this.start.ffmpeg.state !== 'ready') return;
    if (this.view?.draft.episodes.length === 0) return;
    await this.ask(() => this.backend.analyse(draft));
  }

  /** More is known of the clips. Many such words while one look is on its way are one look more. */
  async #analysed(draft: DraftId): Promise<void> {
    if (this.view?.draft.id !== draft || this.#looking) return;
    this.#looking = true;
    await this.#queue;
    this.#looking = false;
    await this.lookAgain();
  }

  async #changedElsewhere(draft: DraftId | null): Promise<void> {
    if (draft !== null && this.view?.draft.id === draft) await this.lookAgain();
    else if (this.shelf) await this.readShelf();
  }
}

/** What Rust refused with; anything else is a bug and says so. */
export function asProblem(error: unknown): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as Problem;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'unexpected', message: { key: 'error.unexpected', values: {} }, detail };
}

/** The session of the component tree. */
export const [theSession, provideSession] = createContext<Session>();
