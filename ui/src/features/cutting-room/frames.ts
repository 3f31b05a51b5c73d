/**
 * Frames and times. A frame's time is the last whole microsecond at or before it, so that a part
 * that begins or ends there keeps or leaves exactly that frame. Everything is exact: 30000/1001
 * frames a second do not drift.
 */
import type { Micros, Ratio, VideoFacts } from '../../ipc/bindings';

const PER_SECOND = 1_000_000n;

/** The frame rate to count by; none where frames come at uneven times or nobody knows. */
export const steadyRate = (video: Pick<VideoFacts, 'fps' | 'variableRate'>): Ratio | null =>
  video.fps && video.fps.num > 0 && !video.variableRate ? video.fps : null;

/** When frame `n` begins. */
export const frameStart = (n: number, rate: Ratio): Micros =>
  Number((BigInt(n) * BigInt(rate.den) * PER_SECOND) / BigInt(rate.num));

/** The frame that is shown at `at`. */
export const frameAt = (at: Micros, rate: Ratio): number => {
  if (at <= 0) return 0;
  const below = (BigInt(Math.round(at)) + 1n) * BigInt(rate.num) - 1n;
  return Number(below / (BigInt(rate.den) * PER_SECOND));
};

/** The last frame of something that lasts `duration`. */
export const lastFrame = (duration: Micros, rate: Ratio): number =>
  Math.max(0, frameAt(duration - 1, rate));

/** The start of the frame that is shown at `at`; `at` itself where there is no steady rate. */
export const onFrame = (at: Micros, rate: Ratio | null): Micros =>
  rate ? frameStart(frameAt(at, rate), rate) : Math.max(0, Math.round(at));

/** The frame edge nearest to `at`, for an in or out point. */
export const nearestEdge = (at: Micros, rate: Ratio | null): Micros => {
  if (!rate) return Math.max(0, Math.round(at));
  const n = frameAt(at, rate);
  const before = frameStart(n, rate);
  const after = frameStart(n + 1, rate);
  return at - before <= after - at ? before : after;
};

/** The length of one step: a frame, or a thirtieth of a second where frames are uneven. */
export const stepLength = (rate: Ratio | null): Micros => (rate ? frameStart(1, rate) : 33_333);

/** `at` moved by whole frames, kept within the clip. */
export const stepped = (at: Micros, by: number, rate: Ratio | null, duration: Micros): Micros => {
  if (!rate) return Math.min(Math.max(0, at + by * stepLength(rate)), Math.max(0, duration - 1));
  const n = frameAt(at, rate) + by;
  return frameStart(Math.min(Math.max(0, n), lastFrame(duration, rate)), rate);
};

/**
 * The seconds to give a player so that it shows the frame at `at`: the frame's middle, where no
 * rounding can choose a neighbour.
 */
export const aim = (at: Micros, rate: Ratio | null): number =>
  rate ? ((frameAt(at, rate) + 0.5) * rate.den) / rate.num : at / 1e6;

/**
 * Some players drop the frame that a seek lands within and show the next one. Then that frame's own
 * start is told, whole and later than the frame that was wanted; else the instant that was sought.
 */
export const showsNext = (seconds: number, at: Micros, rate: Ratio): boolean => {
  const frames = (seconds * rate.num) / rate.den;
  const whole = Math.round(frames);
  return Math.abs(frames - whole) < 0.25 && whole > frameAt(at, rate);
};

/** The seconds to give such a player: the frame's very start. */
export const aimAtStart = (at: Micros, rate: Ratio): number =>
  (frameAt(at, rate) * rate.den) / rate.num;

/** What a player's clock means in our time. */
export const fromPlayer = (seconds: number, rate: Ratio | null): Micros =>
  onFrame(Math.round(seconds * 1e6), rate);
