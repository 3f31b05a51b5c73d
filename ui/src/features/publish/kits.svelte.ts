/** The kit of a draft: the one on the disk, how the one that is being made stands, what goes out behind it. */
import { SvelteSet } from 'svelte/reactivity';
import type { DeskKit, DraftId, Job, JobId, KitOutcome } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';

/** Kits that something is sent behind. They outlive the page: whoever looks elsewhere still sends. */
const awaited = new SvelteSet<JobId>();

export class Kits {
  readonly draft: DraftId;
  /** The kit that was written last, by whomever and whenever. */
  written = $state.raw<DeskKit | null>(null);
  readonly #session: Session;
  #asked = 0;

  /** The newest job that writes one, or wrote one while the studio runs. */
  readonly job = $derived.by((): Job | null => {
    const mine = ({ kind, draft }: Job) => kind === 'kit' && draft === this.draft;
    return this.#session.jobs.findLast(mine) ?? null;
  });
  /** Does the kit on the disk deliver the draft as it is now, whole? */
  readonly holds = $derived(this.written !== null && this.written.current && this.written.whole);
  /** Is something sent as soon as the kit is written? */
  readonly isAwaited = $derived(this.job !== null && awaited.has(this.job.id));

  constructor(session: Session, draft: DraftId) {
    this.#session = session;
    this.draft = draft;
  }

  /** What its writing told of the kit on the disk; nothing of one that was written before the studio began. */
  readonly outcome = $derived.by((): KitOutcome | null => {
    const state = this.job?.state;
    if (state?.state !== 'kit_written') return null;
    const { outcome } = state;
    return this.written === null || this.written.folder === outcome.folder ? outcome : null;
  });

  /** Looks what lies on the disk. */
  async look(): Promise<void> {
    const turn = (this.#asked += 1);
    const { backend } = this.#session;
    const desk = await this.#session.ask(() => backend.desk(this.draft));
    // What was asked earlier and came later is older.
    if (desk && turn === this.#asked) this.written = desk.kit;
  }

  /** Asks for a folder and begins to write the kit into it. Answers its job, or nothing. */
  async write(): Promise<JobId | null> {
    const { backend } = this.#session;
    const folder = await this.#session.ask(() => backend.chooseFolder());
    if (folder === null) return null;
    return this.#session.ask(() => backend.writeKit(this.draft, folder));
  }

  /** Writes the kit, and sends behind it. Where it comes to nothing, nothing is sent. */
  async writeAndThen(send: () => Promise<unknown>): Promise<void> {
    const job = await this.write();
    if (job === null) return;
    awaited.add(job);
    const ended = await this.#session.ended(job);
    awaited.delete(job);
    if (ended.state.state === 'kit_written') await send();
  }
}
