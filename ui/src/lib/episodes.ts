/** What an episode shows: a part of a clip, or of several, one behind the other. */
import type { ClipId, Draft, Episode, Micros, Part } from '../ipc/bindings';

/** Everything an episode shows, in order. */
export const partsOf = (episode: Episode): Part[] => [
  { clip: episode.clip, trim: episode.trim },
  ...(episode.joined ?? []),
];

/** A part with the times it keeps of its clip. */
export interface Span {
  clip: ClipId;
  from: Micros;
  length: Micros;
}

/** The parts of an episode with their times. A clip that the draft does not have lasts no time. */
export const spansOf = (draft: Draft, episode: Episode): Span[] =>
  partsOf(episode).map(({ clip, trim }) => {
    const { in: from, out } = trim ?? { in: 0, out: draft.clips[clip]?.facts.duration ?? 0 };
    return { clip, from, length: out - from };
  });

/** How long an episode is, all its parts together. */
export const lengthOf = (draft: Draft, episode: Episode): Micros =>
  spansOf(draft, episode).reduce((sum, { length }) => sum + length, 0);

/** What is shown at a share of an episode: the clip, and the time in it. */
export function frameAt(spans: readonly Span[], share: number): { clip: ClipId; at: Micros } {
  const length = spans.reduce((sum, span) => sum + span.length, 0);
  let left = Math.floor(length * Math.min(Math.max(share, 0), 0.999));
  for (const span of spans) {
    if (left < span.length) return { clip: span.clip, at: span.from + left };
    left -= span.length;
  }
  return { clip: spans[0]?.clip ?? '', at: spans[0]?.from ?? 0 };
}

/** What stands for an episode: a little way in, past black frames and fades. */
export const posterOf = (spans: readonly Span[]) => frameAt(spans, 0.1);
