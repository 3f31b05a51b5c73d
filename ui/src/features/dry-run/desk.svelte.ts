/** The dry run that is looked at: what Rust said last, and what is ticked by now. */
import type { DraftView, DryRow, DryRunView, FixTicks } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { AS_IT_CAME, asTicked, missingRoom, noneOf, ticking } from './model';

/** Quick ticks are one question. */
const PATIENCE_MS = 150;

export class Desk {
  readonly #session: Session;
  #ticks = $state.raw<FixTicks>(AS_IT_CAME);
  /** What Rust said last. Its figures stand until it says others. */
  answer = $state.raw<DryRunView | null>(null);
  /** Is an answer to what is ticked still to come? */
  asking = $state(false);
  applying = $state(false);
  /** Was the draft edited under it, by somebody else? */
  moved = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  readonly rows = $derived.by((): readonly DryRow[] =>
    this.answer ? asTicked(this.answer.run.rows, this.#ticks) : [],
  );
  readonly ticked = $derived(this.rows.filter((row) => row.ticked).length);
  readonly missing = $derived.by(() => (this.answer ? missingRoom(this.answer) : 0));
  readonly ready = $derived(
    this.answer !== null && this.ticked > 0 && this.missing === 0 && !this.applying,
  );

  /** The draft is shown anew: asks again, and tells where somebody edited it. */
  look(view: DraftView) {
    if (this.applying) return;
    if (this.answer && this.answer.run.revision !== view.revision) this.moved = true;
    void this.#ask();
  }

  tick(key: string, on: boolean) {
    this.#become(ticking(this.#ticks, key, on));
  }

  /** Everything off; or, where something is off, everything as it came. */
  tickAll() {
    const came = this.#ticks === AS_IT_CAME;
    const all = this.ticked === this.rows.length;
    this.#become(all || (came && this.ticked > 0) ? noneOf(this.rows) : AS_IT_CAME);
  }

  /** What is ticked, in one word. */
  #toDo(): string {
    return this.rows.flatMap(({ key, ticked }) => (ticked ? [key] : [])).join(' ');
  }

  /** Does everything that is ticked. Answers how many rows that were; nothing where it did not. */
  async apply(): Promise<number | null> {
    if (!this.ready) return null;
    this.applying = true;
    try {
      // What is done is what was shown: an answer that is still to come is waited for, and is not to hold more.
      const shown = this.#toDo();
      if (this.asking && !(await this.#ask())) return null;
      const { answer } = this;
      if (this.#toDo() !== shown) {
        this.moved = true;
        return null;
      }
      if (!answer || answer.run.total.ticked === 0 || this.missing > 0) return null;
      const came = await this.#session.fixAll(answer.run.revision, this.#ticks);
      if (came === 'done') return answer.run.total.ticked;
      this.moved = came === 'moved_on';
      await this.#ask();
      return null;
    } finally {
      this.applying = false;
    }
  }

  end() {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  #become(ticks: FixTicks) {
    this.#ticks = ticks;
    this.asking = true;
    this.moved = false;
    // An answer that is on its way is to what was ticked before.
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PATIENCE_MS);
  }

  /** Asks for what is ticked now. Answers whether the answer is there, and still the newest. */
  async #ask(): Promise<boolean> {
    clearTimeout(this.#timer);
    const turn = (this.#turn += 1);
    const draft = this.#session.view?.draft.id;
    if (draft === undefined) return false;
    this.asking = true;
    const { backend } = this.#session;
    const answer = await this.#session.ask(() => backend.dryRun(draft, this.#ticks));
    if (turn !== this.#turn) return false;
    this.asking = false;
    if (answer) this.answer = answer;
    return answer !== null;
  }
}
