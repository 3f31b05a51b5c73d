/** What the board remembers while it is shown: what is chosen, focused, filtered, outlined. */
import { createContext } from 'svelte';
import type { From } from '../../design/MenuList.svelte';
import type { EpisodeId } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import * as rules from '../../lib/rules';
import { atWork, cardsOf, passes, type CardModel, type Filter } from './cards';
import { lifted, NOTHING, only, pruned, type Selection } from './selection';

export type Mode = 'grid' | 'list';

/** The menu of a card, while it is open. */
export interface CardMenu {
  episode: EpisodeId;
  from: From;
}

const kept = {
  mode: () => (localStorage.getItem('board.mode') === 'list' ? 'list' : 'grid') as Mode,
  panel: () => localStorage.getItem('board.panel') !== 'shut',
};

export class Board {
  readonly session: Session;
  filter = $state<Filter>('all');
  mode = $state<Mode>(kept.mode());
  panel = $state(kept.panel());
  #selection = $state.raw<Selection>(NOTHING);
  #focus = $state<EpisodeId | null>(null);
  /** The episode whose title is being written. */
  editing = $state<EpisodeId | null>(null);
  /** The episode a finding leads to. */
  outlined = $state<EpisodeId | null>(null);
  menu = $state.raw<CardMenu | null>(null);
  /** The rule a card's tag leads to. */
  rule = $state<string | null>(null);

  constructor(session: Session) {
    this.session = session;
  }

  readonly cards = $derived.by(() => (this.session.view ? cardsOf(this.session.view) : []));
  readonly order = $derived(this.cards.map((card) => card.episode.id));
  readonly shown = $derived(this.cards.filter((card) => passes(card, this.filter)));
  readonly shownIds = $derived(this.shown.map((card) => card.episode.id));
  readonly longest = $derived.by(() => rules.limitOf(this.session.start.rules, rules.LONGEST));
  readonly shortest = $derived.by(() => rules.limitOf(this.session.start.rules, rules.SHORTEST));
  /** What is sold, among the shown. */
  readonly sold = $derived(this.shown.filter(({ paid }) => paid));
  /** What is free, among the shown: it stands behind. */
  readonly teasers = $derived(this.shown.filter(({ paid }) => !paid));
  /** Only what is there can be chosen: edits from elsewhere take things away. */
  readonly selection = $derived(pruned(this.#selection, this.order));
  /** How far the work on a card is, as a share: those whose clip is read, or whose file is made. */
  readonly atWork = $derived.by(() => atWork(this.cards, this.session.running));
  /** The one card that Tab reaches. */
  readonly focus = $derived(
    this.#focus !== null && this.shownIds.includes(this.#focus)
      ? this.#focus
      : (this.shownIds[0] ?? null),
  );

  select(selection: Selection) {
    this.#selection = selection;
  }

  focusOn(id: EpisodeId | null) {
    this.#focus = id;
  }

  setMode(mode: Mode) {
    this.mode = mode;
    localStorage.setItem('board.mode', mode);
  }

  setPanel(open: boolean) {
    this.panel = open;
    localStorage.setItem('board.panel', open ? 'open' : 'shut');
  }

  /** What a command is about: the selection, else the card in focus. */
  get chosen(): readonly EpisodeId[] {
    if (this.selection.ids.size > 0) return this.order.filter((id) => this.selection.ids.has(id));
    return this.focus === null ? [] : [this.focus];
  }

  /** The order of those that are sold, or of the teasers: neither stands among the other. */
  orderOf(paid: boolean): EpisodeId[] {
    return this.cards.flatMap((card) => (card.paid === paid ? card.episode.id : []));
  }

  isPaid(id: EpisodeId): boolean {
    return this.card(id)?.paid ?? true;
  }

  /** What moves with a card: of the selection, what is of its kind. */
  lifted(id: EpisodeId): readonly EpisodeId[] {
    return lifted(this.selection, id, this.orderOf(this.isPaid(id)));
  }

  card(id: EpisodeId | null): CardModel | undefined {
    return this.cards.find((card) => card.episode.id === id);
  }

  /** Of the selection, how many stay where they are when a card moves: those that are not of its kind. */
  staying(id: EpisodeId): number {
    const { ids } = this.selection;
    return ids.has(id) ? this.orderOf(!this.isPaid(id)).filter((one) => ids.has(one)).length : 0;
  }

  /** Opens the menu of a card: of the selection if the card is in it, else of the card alone. */
  openMenu(episode: EpisodeId, from: From) {
    if (!this.selection.ids.has(episode)) this.select(only(episode));
    this.focusOn(episode);
    this.menu = { episode, from };
  }

  /** Gives the keyboard back to a card. */
  refocus(id: EpisodeId) {
    this.focusOn(id);
    requestAnimationFrame(() => elementOf(id)?.focus());
  }

  /** Shows a card, whatever the filter, and outlines it. */
  reveal(id: EpisodeId) {
    const card = this.card(id);
    if (card && !passes(card, this.filter)) this.filter = 'all';
    this.outlined = id;
    this.focusOn(id);
    requestAnimationFrame(() =>
      elementOf(id)?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }),
    );
  }
}

export const [theBoard, provideBoard] = createContext<Board>();

/** The element of a card. */
export const elementOf = (id: EpisodeId): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-episode="${CSS.escape(id)}"]`);
