/** Ties the drag machine to the window: measures cards, follows the pointer, scrolls, sends the move. */
import { tick } from 'svelte';
import type { EpisodeId, Place } from '../../ipc/bindings';
import { announce } from '../../lib/announce.svelte';
import { numbered } from '../../lib/episodes';
import { t } from '../../lib/words.svelte';
import { elementOf, type Board } from './board.svelte';
import * as drag from './drag';
import { columnsOf, isAway, scrollSpeed, slotAt, type Rect, type Slot } from './geometry';
import { only } from './selection';

/** What `scrollSpeed` counts by. */
const FRAME_MS = 1000 / 60;
/** After a longer wait it does not leap. */
const MOST_FRAMES = 6;

export class Dragging {
  state = $state.raw<drag.Drag>(drag.IDLE);
  /** Where the insertion line is drawn: among the shown cards. */
  slot = $state.raw<Slot | null>(null);
  /** The shown cards, in the scroller's content, as measured when the gesture began. */
  rects = $state.raw<readonly Rect[]>([]);
  /** True for the click that ends a drag: it selects nothing. */
  justDragged = false;

  readonly #board: Board;
  /** Is what moves sold? Else it is a teaser, and moves among those. Files come to what is sold. */
  #paid = true;
  /** How many of the selection are not of its kind, and stay. */
  #stay = 0;
  #scroller: HTMLElement | null = null;
  #pointer: drag.Point = { x: 0, y: 0 };
  #frame = 0;
  /** When the last frame was. */
  #turned = 0;

  constructor(board: Board) {
    this.#board = board;
  }

  /** What is in the hand: the same from frame to frame, so that no card is looked at in between. */
  readonly #held = $derived.by((): readonly EpisodeId[] | null => {
    const { state } = this;
    return state.phase === 'dragging' || state.phase === 'dropped' ? state.snapshot.lifted : null;
  });
  /** The cards that are in the hand. */
  readonly lifted: ReadonlySet<EpisodeId> = $derived(new Set(this.#held));

  /** Follows the scroller for as long as it is shown. */
  attach = (scroller: HTMLElement) => {
    this.#scroller = scroller;
    return () => {
      this.#end();
      this.#scroller = null;
    };
  };

  // By pointer

  press(event: PointerEvent, id: EpisodeId) {
    if (event.button !== 0 || this.state.phase === 'dragging') return;
    const at = { x: event.clientX, y: event.clientY };
    this.#take(id);
    this.#send({ type: 'press', at, snapshot: this.#snapshot(id) });
    this.#pressed = id;
    window.addEventListener('pointermove', this.#onmove);
    window.addEventListener('pointerup', this.#onup);
    window.addEventListener('pointercancel', this.#oncancel);
    window.addEventListener('keydown', this.#onkey, { capture: true });
  }

  #pressed: EpisodeId | null = null;

  #onmove = (event: PointerEvent) => {
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (this.rects.length === 0) this.#measure();
    // A mouse can move many times a frame: once it drags, each frame follows it once.
    if (this.state.phase === 'pointing') this.#follow();
    else this.#soon();
  };

  #onup = () => {
    this.justDragged = this.state.phase === 'dragging';
    if (this.justDragged) this.#follow();
    setTimeout(() => (this.justDragged = false));
    // Away from the cards there is no place to land.
    const nowhere = this.justDragged && this.slot === null;
    this.#send({ type: nowhere ? 'cancel' : 'release' });
    this.#end();
  };

  #oncancel = () => {
    this.#send({ type: 'cancel' });
    this.#end();
  };

  #onkey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#oncancel();
  };

  /** One frame: from the snapshot and where the pointer is now. */
  #follow() {
    const slot = this.slotUnder(this.#pointer);
    const before = this.state.phase;
    this.#send({ type: 'move', at: this.#pointer, gap: this.#gapOf(slot) });
    if (this.state.phase !== 'dragging') return;
    const box = this.#scroller?.getBoundingClientRect();
    this.slot = box && isAway(this.#pointer, box) ? null : slot;
    if (before === 'pointing') {
      const id = this.#pressed;
      if (id !== null && !this.#board.selection.ids.has(id)) this.#board.select(only(id));
    }
  }

  #soon() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#turn);
  }

  #turn = (now: number) => {
    // As far in a second on a slow screen as on a quick one.
    const frames = Math.min(Math.max(1, (now - this.#turned) / FRAME_MS), MOST_FRAMES);
    this.#turned = now;
    this.#frame = 0;
    const scroller = this.#scroller;
    if (!scroller || this.state.phase !== 'dragging') return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const speed = scrollSpeed(this.#pointer.y, top, bottom);
    const before = scroller.scrollTop;
    if (speed !== 0) scroller.scrollTop += speed * frames;
    this.#follow();
    if (scroller.scrollTop !== before) this.#soon();
  };

  #end() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.rects = [];
    window.removeEventListener('pointermove', this.#onmove);
    window.removeEventListener('pointerup', this.#onup);
    window.removeEventListener('pointercancel', this.#oncancel);
    window.removeEventListener('keydown', this.#onkey, { capture: true });
  }

  // By keys

  grab(id: EpisodeId) {
    this.#take(id);
    this.#measure();
    this.#send({ type: 'grab', snapshot: this.#snapshot(id) });
    if (!this.#board.selection.ids.has(id)) this.#board.select(only(id));
    this.#place();
    announce([t('board.grabbed', { count: this.#count() }), this.#stays()].join(' ').trim());
  }

  /** A key while cards are held by keys. Answers whether it was one of ours. */
  key(event: KeyboardEvent): boolean {
    if (this.state.phase !== 'dragging' || this.state.by !== 'keys') return false;
    const columns = this.#board.mode === 'list' ? 1 : columnsOf(this.rects);
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -Infinity,
      End: Infinity,
    };
    const by = steps[event.key];
    if (by !== undefined) {
      this.#send({ type: 'step', by });
      this.#place();
      announce(this.sentence());
    } else if (event.key === ' ' || event.key === 'Enter') this.#send({ type: 'drop' });
    else if (event.key === 'Escape') this.#send({ type: 'cancel' });
    else return event.key !== 'Tab';
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Draws the line at the machine's gap and brings it into view. */
  #place() {
    if (this.state.phase !== 'dragging') return;
    const index = this.#shown.indexOf(this.#order[this.state.gap] ?? '');
    this.slot = index < 0 ? { index: this.rects.length, behind: true } : { index, behind: false };
    const near = this.#shown[Math.min(this.slot.index, this.rects.length - 1)];
    if (near !== undefined) elementOf(near)?.scrollIntoView({ block: 'nearest' });
  }

  /** "3 episodes, after 13, Reading the dough. They become 11 to 13." */
  sentence(): string {
    if (this.state.phase !== 'dragging') return '';
    const { snapshot, gap } = this.state;
    const held = t('board.held', { count: this.#count() });
    const up = new Set(snapshot.lifted);
    const before = snapshot.order.slice(0, gap).findLast((id) => !up.has(id));
    const card = this.#board.card(before ?? null);
    const where = card
      ? t('board.after', { number: card.number, title: card.episode.title })
      : t(this.#paid ? 'board.atStart' : 'board.atStart.teasers');
    return `${held}, ${where}. ${this.#become(snapshot, gap)}`;
  }

  /** "3 become 11–13". */
  pill(): string {
    if (this.state.phase !== 'dragging') return '';
    if (this.slot === null) return t('board.held', { count: this.#count() });
    const { snapshot, gap } = this.state;
    const become = t('board.pill', { count: this.#count(), ...this.#numbers(snapshot, gap) });
    return this.#stay > 0 ? t('board.pillStay', { become, count: this.#stay }) : become;
  }

  // Files from outside

  /** The slot under a point of the window, measured now if no gesture has. */
  slotUnder(point: drag.Point): Slot {
    const box = this.#scroller?.getBoundingClientRect();
    if (!box || !this.#scroller) return { index: 0, behind: false };
    const inside = { x: point.x - box.left, y: point.y - box.top + this.#scroller.scrollTop };
    return slotAt(this.rects, inside, this.#board.mode === 'list');
  }

  filesOver(point: drag.Point) {
    this.#paid = true;
    if (this.rects.length === 0) this.#measure();
    this.slot = this.slotUnder(point);
  }

  filesGone() {
    this.slot = null;
    this.rects = [];
  }

  placeUnder(point: drag.Point): Place {
    this.#paid = true;
    this.#measure();
    const place = drag.placeOf(this.#order, this.#gapOf(this.slotUnder(point)));
    this.filesGone();
    return place;
  }

  // The machine

  #take(id: EpisodeId) {
    this.#paid = this.#board.isPaid(id);
    this.#stay = this.#board.staying(id);
  }

  /** What of the selection does not come along, and why. */
  #stays = () =>
    this.#stay > 0 ? t(`board.stay.${this.#paid ? 'teasers' : 'paid'}`, { count: this.#stay }) : '';

  #send(event: drag.DragEvent) {
    this.state = drag.next(this.state, event);
    const { state } = this;
    if (state.phase === 'cancelled') {
      announce(t('board.cancelled'));
      this.#rest();
    } else if (state.phase === 'dropped') {
      if (state.place) void this.#move(state.snapshot, state.place);
      else this.#rest();
    }
  }

  /** The line and the lifted cards stay until Rust has answered: nothing jumps twice. */
  async #move(snapshot: drag.Snapshot, place: Place) {
    const episodes = [...snapshot.lifted];
    const focus = this.#board.focus;
    const gap = place.at === 'last' ? snapshot.order.length : this.#gapIn(snapshot, place);
    const moved = await this.#board.session.edit({ edit: 'move', episodes, place });
    this.#rest();
    if (moved) announce(`${t('board.dropped')} ${this.#become(snapshot, gap)}`);
    await tick();
    if (focus !== null) elementOf(focus)?.focus({ preventScroll: true });
  }

  #rest() {
    this.state = drag.IDLE;
    this.slot = null;
    this.rects = [];
  }

  #become(snapshot: drag.Snapshot, gap: drag.Gap): string {
    const count = snapshot.lifted.length;
    return t('board.become', { count, ...this.#numbers(snapshot, gap) });
  }

  /** What the first and the last of the lifted would be called by. */
  #numbers(snapshot: drag.Snapshot, gap: drag.Gap) {
    const { first, last } = drag.become(snapshot, gap);
    return { first: numbered(first, this.#paid), last: numbered(last, this.#paid) };
  }

  #gapIn = (snapshot: drag.Snapshot, place: Place): drag.Gap =>
    place.at === 'before' ? snapshot.order.indexOf(place.episode) : 0;

  #count = () => ('snapshot' in this.state ? this.state.snapshot.lifted.length : 0);

  #gapOf(slot: Slot): drag.Gap {
    return drag.gapsOf(this.#order, this.#shown)[slot.index] ?? this.#order.length;
  }

  #snapshot(id: EpisodeId): drag.Snapshot {
    const order = this.#order;
    return { order, lifted: this.#board.lifted(id), gaps: drag.gapsOf(order, this.#shown) };
  }

  /** Those of its kind, all and the shown. */
  get #order(): readonly EpisodeId[] {
    return this.#board.orderOf(this.#paid);
  }
  get #shown(): readonly EpisodeId[] {
    const cards = this.#paid ? this.#board.sold : this.#board.teasers;
    return cards.map(({ episode }) => episode.id);
  }

  #measure() {
    const box = this.#scroller?.getBoundingClientRect();
    if (!box) return;
    const down = (this.#scroller?.scrollTop ?? 0) - box.top;
    this.rects = this.#shown.flatMap((id) => {
      const rect = elementOf(id)?.getBoundingClientRect();
      if (!rect) return [];
      const { width, height } = rect;
      return { left: rect.left - box.left, top: rect.top + down, width, height };
    });
  }
}
