/** The desk as Rust has it, and what a hand does with it. Every tick is on the disk before it shows. */
import { createContext, tick as drawn } from 'svelte';
import type { DeskStep, DeskTick, DeskView, DraftId } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { announce } from '../../lib/announce.svelte';
import { t } from '../../lib/words.svelte';
import { arrange } from './model';
import { nameOf } from './words';

export class OpenDesk {
  readonly session: Session;
  readonly #id: DraftId;
  #asked = 0;
  #shown = 0;
  view = $state.raw<DeskView | null>(null);
  /** The step the creator opened, if it is not simply the next one. */
  chosen = $state<string | null>(null);
  /** What was copied last. */
  copied = $state<string | null>(null);
  /** The file that was dropped somewhere last. */
  taken = $state<string | null>(null);
  /** Does the window stay above the browser? */
  readonly onTop = $derived.by(() => this.session.start.settings.desk_on_top ?? false);
  readonly arranged = $derived(arrange(this.view, this.chosen));

  constructor(session: Session, draft: DraftId) {
    this.session = session;
    this.#id = draft;
  }

  /** Reads the desk and listens, until the answer is called. */
  begin(): () => void {
    const { backend } = this.session;
    void this.read();
    const stops = [
      backend.onDraftChanged((draft) => draft === this.#id && void this.read()),
      // What is said of the account concerns every draft.
      backend.onDeskChanged((draft) => (draft ?? this.#id) === this.#id && void this.read()),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async read(): Promise<void> {
    await this.#take((backend) => backend.desk(this.#id));
  }

  /** Ticks a step, or takes its mark away; then the next one is at hand. */
  async mark(step: DeskStep, mark: DeskTick | null): Promise<boolean> {
    const marked = await this.#take((backend) => backend.deskTick(this.#id, step.id, mark));
    if (!marked) return false;
    this.session.calm();
    if (this.chosen === step.id || mark === null) this.chosen = null;
    const next = this.arranged.current;
    announce(
      [
        t(`desk.told.${mark ?? 'cleared'}`, { step: nameOf(step) }),
        ...(mark !== null && next ? [t('desk.told.next', { step: nameOf(next) })] : []),
      ].join(' '),
    );
    return true;
  }

  /** As `mark`; the keyboard goes on to the next step's own button, or to what keeps it. */
  async markAndGoOn(step: DeskStep, mark: DeskTick | null): Promise<void> {
    if (!(await this.mark(step, mark))) return;
    await drawn();
    const first = (css: string) => document.querySelector<HTMLElement>(css);
    const here = '[aria-current=step]';
    const next = first(`${here} [data-do]:not(:disabled)`) ?? first(`${here} input`);
    (next ?? first('[data-walk]'))?.focus();
  }

  /** Puts a text on the clipboard. `key` names the button that shows it. */
  async copy(key: string, text: string): Promise<void> {
    const { backend } = this.session;
    const done = await this.session.ask(() => backend.copyText(text).then(() => true));
    if (!done) return;
    this.copied = key;
    announce(t('desk.copied'));
  }

  /** Takes what changes the desk to Rust. Answers whether it was done. */
  async change(what: (backend: Session['backend'], draft: DraftId) => Promise<DeskView>) {
    const done = await this.#take((backend) => what(backend, this.#id));
    if (done) this.session.calm();
    return done;
  }

  /** The file leaves the window in the hand. */
  async drag(path: string): Promise<void> {
    const { backend } = this.session;
    if (!(await this.session.ask(() => backend.dragFile(this.#id, path)))) return;
    this.taken = path;
    announce(t('desk.taken'));
  }

  reveal(path: string): Promise<unknown> {
    return this.session.ask(() => this.session.backend.reveal(path));
  }

  openPortal(): Promise<unknown> {
    return this.session.ask(() => this.session.backend.openPortal());
  }

  /** Keeps the window above the browser, or no longer; the settings tell. */
  async pin(): Promise<void> {
    await this.session.ask(() => this.session.backend.deskOnTop(!this.onTop));
  }

  /** Shows the draft in the main window. */
  async toStudio(place: 'board' | 'offer' | 'publish'): Promise<void> {
    const { backend } = this.session;
    await this.session.ask(() => backend.showInStudio(this.#id, place));
  }

  async #take(what: (backend: Session['backend']) => Promise<DeskView>): Promise<boolean> {
    const turn = (this.#asked += 1);
    const view = await this.session.ask(() => what(this.session.backend));
    if (!view) return false;
    // What was asked earlier and came later is older.
    if (turn > this.#shown) [this.#shown, this.view] = [turn, view];
    return true;
  }
}

/** The desk of the component tree. */
export const [theDesk, provideDesk] = createContext<OpenDesk>();
