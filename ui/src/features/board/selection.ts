/** Which cards are chosen. Pure: each gesture makes the next selection from the last. */
import type { EpisodeId } from '../../ipc/bindings';

export interface Selection {
  readonly ids: ReadonlySet<EpisodeId>;
  /** Where a range begins. */
  readonly anchor: EpisodeId | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

export const only = (id: EpisodeId): Selection => ({ ids: new Set([id]), anchor: id });

export const everything = (order: readonly EpisodeId[]): Selection => ({
  ids: new Set(order),
  anchor: order[0] ?? null,
});

/** Ctrl and a click: in or out. */
export function toggled({ ids }: Selection, id: EpisodeId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Shift and a click: from the anchor to here, as the cards lie. */
export function extended(
  selection: Selection,
  to: EpisodeId,
  order: readonly EpisodeId[],
): Selection {
  const anchor = selection.anchor ?? to;
  const [a, b] = [order.indexOf(anchor), order.indexOf(to)];
  if (a < 0 || b < 0) return only(to);
  return { ids: new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1)), anchor };
}

/** Without what is gone. The same object where nothing is. */
export function pruned(selection: Selection, order: readonly EpisodeId[]): Selection {
  const there = new Set(order);
  const anchor = selection.anchor !== null && there.has(selection.anchor) ? selection.anchor : null;
  if (anchor === selection.anchor && [...selection.ids].every((id) => there.has(id)))
    return selection;
  return { ids: new Set([...selection.ids].filter((id) => there.has(id))), anchor };
}

/** What a gesture on a card is about: the selection if the card is in it, else the card alone. */
export function lifted(
  selection: Selection,
  id: EpisodeId,
  order: readonly EpisodeId[],
): readonly EpisodeId[] {
  return selection.ids.has(id) ? order.filter((other) => selection.ids.has(other)) : [id];
}
