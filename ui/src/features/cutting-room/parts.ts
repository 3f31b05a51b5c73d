/** Which episode the address means. */
import type { ClipId, Episode, Micros } from '../../ipc/bindings';

/** `{episode}`, or `{episode}/split` where its split panel is open. */
export const placeIn = (detail: string | null): { episode: string | null; split: boolean } => {
  const [episode = null, what] = detail?.split('/') ?? [];
  return { episode, split: what === 'split' };
};

/** Where the room was last. */
export interface Seen {
  index: number;
  clip: ClipId | null;
  /** When what was shown began. */
  at: Micros;
}

/** The episode of that name; if it is gone, the one that shows the same now, or stands in its place. */
export const indexOf = (episodes: readonly Episode[], named: string | null, last: Seen): number => {
  const found = episodes.findIndex(({ id }) => id === named);
  if (found >= 0) return found;
  const same = episodes.findIndex(
    ({ clip, trim }) => clip === last.clip && (!trim || (trim.in <= last.at && last.at < trim.out)),
  );
  return same >= 0 ? same : Math.min(last.index, Math.max(0, episodes.length - 1));
};
