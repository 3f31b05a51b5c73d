/** The part of a clip that an episode keeps, and moving its two ends. */
import type { Micros, Trim } from '../../ipc/bindings';
import { frameAt, frameStart, nearestEdge, stepLength, type Beat } from './frames';

/** The clip the part is taken from. */
export interface Reel {
  /** How long it is. */
  duration: Micros;
  /** The beat of its frames, where it is even. */
  beat: Beat | null;
}

/** Which end of the part. */
export type End = 'in' | 'out';

/** How final a move is: on its way, let go but perhaps to be moved again, or done. */
export type Finality = 'moving' | 'resting' | 'done';

/** What is kept: the whole clip where there is no trim. */
export const part = (reel: Reel, trim: Trim | null): Trim => trim ?? { in: 0, out: reel.duration };

/** The trim of a part: none for the whole clip. */
export const trimOf = (reel: Reel, kept: Trim): Trim | null =>
  kept.in <= 0 && kept.out >= reel.duration ? null : kept;

/** How long the part is. */
export const length = (kept: Trim): Micros => kept.out - kept.in;

/** Where an end may stand: a part keeps at least one frame. */
export const bounds = (reel: Reel, kept: Trim, end: End): [Micros, Micros] => {
  if (end === 'in') return [0, Math.max(0, edgeBefore(reel, kept.out))];
  return [Math.min(reel.duration, edgeAfter(reel, kept.in)), reel.duration];
};

/** The part with one end moved to the frame edge nearest to `at`. */
export const withEnd = (reel: Reel, kept: Trim, end: End, at: Micros): Trim => {
  const [least, most] = bounds(reel, kept, end);
  const near = nearestEdge(at, reel.beat);
  // The clip's start and end need not be frames' edges; where they are nearer, they are meant.
  const off = Math.abs(near - at);
  const edge = at < off ? 0 : reel.duration - at < off ? reel.duration : near;
  return { ...kept, [end]: Math.min(Math.max(least, edge), most) };
};

/** The part with one end moved by whole frames. */
export const withEndStepped = (reel: Reel, kept: Trim, end: End, by: number): Trim => {
  if (!reel.beat) return withEnd(reel, kept, end, kept[end] + by * stepLength(null));
  if (by < 0 && kept[end] <= reel.beat.first) return withEnd(reel, kept, end, 0);
  // From the clip's very end, one step back is the edge of the last frame.
  const n = frameAt(kept[end] - (by < 0 ? 1 : 0), reel.beat) + (by < 0 ? by + 1 : by);
  return withEnd(reel, kept, end, n < 0 ? 0 : frameStart(n, reel.beat));
};

/** The part ended at the last frame edge that is not over `most`. */
export const shortened = (reel: Reel, kept: Trim, most: Micros): Trim => {
  if (length(kept) <= most) return kept;
  const end = kept.in + most;
  const out = reel.beat ? frameStart(frameAt(end, reel.beat), reel.beat) : end;
  return { in: kept.in, out: Math.max(out, kept.in + 1) };
};

const edgeBefore = (reel: Reel, at: Micros): Micros =>
  reel.beat ? frameStart(Math.max(0, frameAt(at - 1, reel.beat)), reel.beat) : at - 1;

const edgeAfter = (reel: Reel, at: Micros): Micros =>
  reel.beat ? frameStart(frameAt(at, reel.beat) + 1, reel.beat) : at + 1;
