/** Which frames are offered for the cover. */
import type { ClipId, CoverSource, Draft, Episode, EpisodeId, Micros } from '../../ipc/bindings';
import { paidOf } from '../../lib/episodes';

/** A frame that could be the cover. */
export interface Frame {
  episode: EpisodeId;
  clip: ClipId;
  /** Time in the clip. */
  at: Micros;
}

/** How many frames are offered at once. */
export const OFFERED = 12;

/** The part of its clip an episode keeps. */
export const keptPart = (draft: Draft, episode: Episode): { in: Micros; out: Micros } =>
  episode.trim ?? { in: 0, out: draft.clips[episode.clip]?.facts.duration ?? 0 };

/**
 * Frames from all over the series: of episodes at even distances, or several of each where there
 * are few. Never the first or last moment of one: those are black too often.
 */
export const offered = (draft: Draft, count = OFFERED): Frame[] => {
  const episodes = paidOf(draft);
  if (episodes.length === 0) return [];
  if (episodes.length >= count) {
    const few = Array.from({ length: count }, (_, i) => Math.floor((i * episodes.length) / count));
    return episodes
      .filter((_, i) => few.includes(i))
      .map((episode) => within(draft, episode, 1, 3));
  }
  return episodes.flatMap((episode, i) => {
    const each = Math.floor(count / episodes.length) + (i < count % episodes.length ? 1 : 0);
    return Array.from({ length: each }, (_, n) => within(draft, episode, n + 1, each + 1));
  });
};

/** Times evenly through one episode, for a closer look. */
export const through = (draft: Draft, episode: Episode, count = OFFERED): Frame[] =>
  Array.from({ length: count }, (_, n) => within(draft, episode, n + 1, count + 1));

/** Is this frame the cover? */
export const isCover = (draft: Draft, frame: Frame): boolean => {
  const from = draft.cover?.from;
  return from?.kind === 'frame' && from.episode === frame.episode && from.at === frame.at;
};

/** How a frame is asked for as the cover. */
export const asSource = (frame: Frame): CoverSource => ({
  kind: 'frame',
  episode: frame.episode,
  at: frame.at,
});

const within = (draft: Draft, episode: Episode, n: number, of: number): Frame => {
  const kept = keptPart(draft, episode);
  const at = kept.in + Math.floor(((kept.out - kept.in) * n) / of);
  return { episode: episode.id, clip: episode.clip, at };
};
