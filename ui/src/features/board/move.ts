/** Moving by number. Pure. */
import type { EpisodeId, Place } from '../../ipc/bindings';

/** The place that makes the first of the moved episodes number `number`, counted from 1. */
export function placeAt(
  order: readonly EpisodeId[],
  moved: readonly EpisodeId[],
  number: number,
): Place {
  const up = new Set(moved);
  const stay = order.filter((id) => !up.has(id));
  const behind = stay[number - 1];
  if (number <= 1) return { at: 'first' };
  return behind === undefined ? { at: 'last' } : { at: 'before', episode: behind };
}
