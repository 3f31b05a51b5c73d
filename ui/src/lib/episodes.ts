/** What an episode shows: a part of a clip, or of several, one behind the other. What it is called by. */
import type {
  ClipId,
  Draft,
  Episode,
  EpisodeId,
  EpisodeNumber,
  Micros,
  Part,
} from '../ipc/bindings';

/** Is it part of what is sold? Everything else is a teaser: free, and behind all that is sold. */
export const isPaid = ({ target = 'portal' }: Episode): boolean => target === 'portal';

/** The episodes that are sold, in order. */
export const paidOf = ({ episodes }: Draft): Episode[] => episodes.filter(isPaid);

/** The free ones, in order. */
export const teasersOf = ({ episodes }: Draft): Episode[] =>
  episodes.filter((episode) => !isPaid(episode));

/** What the episode at a place, from 1, among those of its kind is called by. */
export const numbered = (place: number, paid: boolean): EpisodeNumber =>
  paid ? String(place) : `T${place}`;

/** What every episode is called by: `7` where it is sold, `T1` for the first teaser. */
export const numbersOf = (draft: Draft): ReadonlyMap<EpisodeId, EpisodeNumber> =>
  new Map(
    [paidOf(draft), teasersOf(draft)].flatMap((kind) =>
      kind.map((episode, i) => [episode.id, numbered(i + 1, isPaid(episode))] as const),
    ),
  );

/** What one episode is called by. One that is gone has no number. */
export const numberOf = (draft: Draft, id: EpisodeId): EpisodeNumber =>
  numbersOf(draft).get(id) ?? '';

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
