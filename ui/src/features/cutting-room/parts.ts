/** The parts an episode is joined of, and which episode the address means. */
import type { ClipId, Draft, Episode, Micros, Part } from '../../ipc/bindings';

/** Everything an episode shows, in order. */
export const partsOf = (episode: Episode): Part[] => [
  { clip: episode.clip, trim: episode.trim },
  ...(episode.joined ?? []),
];

/** How long an episode is, all its parts together. */
export const lengthOf = (draft: Draft, episode: Episode): Micros =>
  partsOf(episode).reduce((sum, { clip, trim }) => {
    return sum + (trim ? trim.out - trim.in : (draft.clips[clip]?.facts.duration ?? 0));
  }, 0);

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
