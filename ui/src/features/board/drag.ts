/**
 * Moving cards, by pointer or keys, as a machine: pointing is not yet dragging, every frame is made
 * from the snapshot taken at the beginning, and cancelling leaves everything as it was. Pure.
 */
import type { EpisodeId, Place } from '../../ipc/bindings';

export interface Point {
  x: number;
  y: number;
}

/** Pixels the pointer travels before pressing becomes dragging. */
export const THRESHOLD = 4;

/** A gap between cards: 0 is before the first of the whole series. */
export type Gap = number;

/** The series as it was when the gesture began. */
export interface Snapshot {
  readonly order: readonly EpisodeId[];
  readonly lifted: readonly EpisodeId[];
  /** The gaps that can be reached: those beside cards that are shown, in order. */
  readonly gaps: readonly Gap[];
}

export type Drag =
  | { readonly phase: 'idle' }
  | { readonly phase: 'pointing'; readonly from: Point; readonly snapshot: Snapshot }
  | {
      readonly phase: 'dragging';
      readonly by: 'pointer' | 'keys';
      readonly snapshot: Snapshot;
      readonly gap: Gap;
      /** Where the pointer is; the last place it was when dragging by keys. */
      readonly at: Point;
    }
  /** Over. `place` is nothing where the drop changes nothing. */
  | { readonly phase: 'dropped'; readonly snapshot: Snapshot; readonly place: Place | null }
  | { readonly phase: 'cancelled'; readonly snapshot: Snapshot };

export type DragEvent =
  | { type: 'press'; at: Point; snapshot: Snapshot }
  | { type: 'move'; at: Point; gap: Gap }
  | { type: 'release' }
  | { type: 'grab'; snapshot: Snapshot }
  /** Steps among the reachable gaps; those that change nothing are passed over. */
  | { type: 'step'; by: number }
  | { type: 'drop' }
  | { type: 'cancel' };

export const IDLE: Drag = { phase: 'idle' };

export function next(drag: Drag, event: DragEvent): Drag {
  switch (drag.phase) {
    case 'idle':
    case 'dropped':
    case 'cancelled':
      return begun(drag, event);
    case 'pointing':
      if (event.type === 'move') return moved(drag, event.at, event.gap);
      return event.type === 'release' || event.type === 'cancel' ? IDLE : drag;
    case 'dragging':
      return dragged(drag, event);
  }
}

function begun(drag: Drag, event: DragEvent): Drag {
  if (event.type === 'press')
    return { phase: 'pointing', from: event.at, snapshot: event.snapshot };
  if (event.type === 'grab') {
    const { snapshot } = event;
    const gap = home(snapshot);
    return { phase: 'dragging', by: 'keys', snapshot, gap, at: { x: 0, y: 0 } };
  }
  return drag;
}

function moved(drag: Extract<Drag, { phase: 'pointing' }>, at: Point, gap: Gap): Drag {
  const far = Math.hypot(at.x - drag.from.x, at.y - drag.from.y) > THRESHOLD;
  return far ? { phase: 'dragging', by: 'pointer', snapshot: drag.snapshot, gap, at } : drag;
}

function dragged(drag: Extract<Drag, { phase: 'dragging' }>, event: DragEvent): Drag {
  const { snapshot } = drag;
  switch (event.type) {
    case 'move':
      return drag.by === 'pointer' ? { ...drag, at: event.at, gap: event.gap } : drag;
    case 'step':
      return drag.by === 'keys' ? { ...drag, gap: stepped(snapshot, drag.gap, event.by) } : drag;
    case 'release':
      return drag.by === 'pointer' ? dropped(snapshot, drag.gap) : drag;
    case 'drop':
      return dropped(snapshot, drag.gap);
    case 'cancel':
      return { phase: 'cancelled', snapshot };
    case 'press':
    case 'grab':
      return drag;
  }
}

const dropped = (snapshot: Snapshot, gap: Gap): Drag => ({
  phase: 'dropped',
  snapshot,
  place: changes(snapshot, gap) ? placeOf(snapshot.order, gap) : null,
});

/** The gap that the first lifted card leaves from. */
const home = ({ order, lifted }: Snapshot): Gap =>
  Math.max(
    0,
    order.findIndex((id) => lifted.includes(id)),
  );

function stepped(snapshot: Snapshot, from: Gap, by: number): Gap {
  const landings = [...new Set(snapshot.gaps.map((gap) => landing(snapshot, gap)))];
  const at = landings.indexOf(landing(snapshot, from));
  const wanted = landings[Math.min(Math.max(at + by, 0), landings.length - 1)];
  return snapshot.gaps.find((gap) => landing(snapshot, gap) === wanted) ?? from;
}

/** How many that stay come before a gap: the lifted follow them. */
function landing({ order, lifted }: Snapshot, gap: Gap): number {
  const up = new Set(lifted);
  return order.slice(0, gap).filter((id) => !up.has(id)).length;
}

/** The order after a drop into a gap. */
export function reordered(snapshot: Snapshot, gap: Gap): EpisodeId[] {
  const up = new Set(snapshot.lifted);
  const stay = snapshot.order.filter((id) => !up.has(id));
  return stay.toSpliced(landing(snapshot, gap), 0, ...snapshot.order.filter((id) => up.has(id)));
}

/** Does a drop into a gap change the order? */
export const changes = (snapshot: Snapshot, gap: Gap): boolean =>
  reordered(snapshot, gap).some((id, i) => id !== snapshot.order[i]);

/** The numbers the lifted would have: the first and the last. */
export function become(snapshot: Snapshot, gap: Gap): { first: number; last: number } {
  const first = landing(snapshot, gap) + 1;
  return { first, last: first + snapshot.lifted.length - 1 };
}

/** A gap by the names of its neighbours. */
export function placeOf(order: readonly EpisodeId[], gap: Gap): Place {
  const behind = order[gap];
  if (gap <= 0) return { at: 'first' };
  return behind === undefined ? { at: 'last' } : { at: 'before', episode: behind };
}

/** The gaps beside the shown cards, in the whole series. */
export function gapsOf(order: readonly EpisodeId[], shown: readonly EpisodeId[]): Gap[] {
  const at = new Map(order.map((id, i) => [id, i]));
  const before = shown.flatMap((id) => at.get(id) ?? []);
  const last = before.at(-1);
  return last === undefined ? [0] : [...before, last + 1];
}
