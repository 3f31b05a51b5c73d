/** Jobs that take a moment and tell of it, so that the tray has something to show. */
import { goesOn } from '../../lib/jobs';
import type { Job, JobId, JobKind, JobState } from '../bindings';

export interface Work {
  kind: JobKind;
  draft: string | null;
  /** The account it sends to. */
  account?: string;
  /** What each piece is called. */
  pieces: readonly string[];
  /** What came of it, once all is done. */
  done: () => JobState;
  /** A piece is done. */
  piece?: (at: number) => void;
}

export class Jobs {
  /** How long a piece takes. Zero: everything at once, for tests. */
  readonly #pieceMs: number;
  readonly #jobs = new Map<JobId, Job>();
  readonly #listeners = new Set<(job: Job) => void>();
  #next = 1;

  constructor(pieceMs: number) {
    this.#pieceMs = pieceMs;
  }

  list(): Job[] {
    return [...this.#jobs.values()];
  }

  listen(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(work: Work): JobId {
    const id = this.#next++;
    const job: Job = {
      id,
      kind: work.kind,
      draft: work.draft,
      ...(work.account === undefined ? {} : { account: work.account }),
      state: { state: 'running' },
      done: 0,
      total: work.pieces.filter((piece) => piece !== '').length,
      thousandths: 0,
      current: work.pieces[0] ?? '',
      leftMs: null,
    };
    this.#tell(job);
    void this.#run(job, work);
    return id;
  }

  cancel(id: JobId) {
    const job = this.#jobs.get(id);
    if (job && goesOn(job)) this.#tell({ ...job, state: { state: 'cancelled' } });
  }

  /** Pauses a job, or lets it go on. */
  pause(id: JobId, paused: boolean) {
    const job = this.#jobs.get(id);
    if (job && goesOn(job)) this.#tell({ ...job, state: { state: paused ? 'paused' : 'running' } });
  }

  async #run(begun: Job, work: Work) {
    const total = work.pieces.length;
    for (let done = 1; done <= total; done += 1) {
      const now = await this.#pieceOf(begun.id);
      if (now?.state.state !== 'running') return;
      work.piece?.(done - 1);
      const current = work.pieces[Math.min(done, total - 1)] ?? '';
      const leftMs = (total - done) * this.#pieceMs;
      const thousandths = Math.floor((done / total) * 1000);
      this.#tell({ ...begun, done, current, leftMs, thousandths });
    }
    const ended = { done: total, thousandths: 1000, leftMs: 0, state: work.done() };
    this.#tell({ ...begun, ...ended });
  }

  /** Waits for a piece to be done, and while the job is paused. */
  async #pieceOf(id: JobId): Promise<Job | undefined> {
    do {
      await new Promise((next) => setTimeout(next, this.#pieceMs));
    } while (this.#jobs.get(id)?.state.state === 'paused');
    return this.#jobs.get(id);
  }

  #tell(job: Job) {
    this.#jobs.set(job.id, job);
    this.#listeners.forEach((listener) => listener(job));
  }
}
