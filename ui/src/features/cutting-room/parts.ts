/** The parts an episode is joined of, and which episode the address means. */
import type { Draft, Episode, Micros, Part } from '../../ipc/bindings';

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
