/**
 * Frames and times. A frame's time is the last whole microsecond at or before it, so that a part
 * that begins or ends there keeps or leaves exactly that frame. Everything is exact: 30000/1001
 * frames a second do not drift.
 */
import type { ClipFacts, Micros, Ratio, StreamSpan } from '../../ipc/bindings';

const PER_SECOND = 1_000_000n;

/** Frames that come at even times. */
export interface Beat {
  /** How many a second. */
  rate: Ratio;
  /** When the first one is shown: some clips begin with sound alone. */
  first: Micros;
}

/**
 * The beat to count by; none where frames come at uneven times or nobody knows. `key` is the clip's
 * first keyframe, once it is known: it tells best when the picture begins.
 */
export const beatOf = ({ video, audio }: ClipFacts, key: Micros | undefined): Beat | null =>
  video.fps && video.fps.num > 0 && !video.variableRate
    ? { rate: video.fps, first: key ?? lag(video.span, audio?.span ?? null) }
    : null;

/** How much later than the sound the picture begins. The clip begins with the earlier of both. */
function lag(picture: StreamSpan | null, sound: StreamSpan | null): Micros {
  if (!picture || !sound) return 0;
  return Math.max(0, startOf(picture) - startOf(sound));
}

const startOf = ({ start, timebase }: StreamSpan): Micros =>
  timebase.den > 0 ? Math.floor((start * timebase.num * 1e6) / timebase.den) : 0;

/** When frame `n` begins. */
export const frameStart = (n: number, { rate, first }: Beat): Micros =>
  first + Number((BigInt(n) * BigInt(rate.den) * PER_SECOND) / BigInt(rate.num));

/** The frame that is shown at `at`. */
export const frameAt = (at: Micros, { rate, first }: Beat): number => {
  if (at <= first) return 0;
  const below = (BigInt(Math.round(at - first)) + 1n) * BigInt(rate.num) - 1n;
  return Number(below / (BigInt(rate.den) * PER_SECOND));
};

/** The last frame of something that lasts `duration`. */
export const lastFrame = (duration: Micros, beat: Beat): number =>
  Math.max(0, frameAt(duration - 1, beat));

/** The start of the frame that is shown at `at`; `at` itself where there is no beat. */
export const onFrame = (at: Micros, beat: Beat | null): Micros =>
  beat ? frameStart(frameAt(at, beat), beat) : Math.max(0, Math.round(at));

/** The frame edge nearest to `at`, for an in or out point. */
export const nearestEdge = (at: Micros, beat: Beat | null): Micros => {
  if (!beat) return Math.max(0, Math.round(at));
  const n = frameAt(at, beat);
  const before = frameStart(n, beat);
  const after = frameStart(n + 1, beat);
  return at - before <= after - at ? before : after;
};

/** The length of one step: a frame, or a thirtieth of a second where frames are uneven. */
export const stepLength = (beat: Beat | null): Micros =>
  beat ? frameStart(1, beat) - beat.first : 33_333;

/** `at` moved by whole frames, kept within the clip. */
export const stepped = (at: Micros, by: number, beat: Beat | null, duration: Micros): Micros => {
  if (!beat) return Math.min(Math.max(0, at + by * stepLength(beat)), Math.max(0, duration - 1));
  const n = frameAt(at, beat) + by;
  return frameStart(Math.min(Math.max(0, n), lastFrame(duration, beat)), beat);
};

/**
 * The seconds to give a player so that it shows the frame at `at`: the frame's middle, where no
 * rounding can choose a neighbour.
 */
export const aim = (at: Micros, beat: Beat | null): number =>
  beat ? inSeconds(frameAt(at, beat) + 0.5, beat) : at / 1e6;

/**
 * Some players drop the frame that a seek lands within and show the next one. Then that frame's own
 * start is told, whole and later than the frame that was wanted; else the instant that was sought.
 */
export const showsNext = (seconds: number, at: Micros, beat: Beat): boolean => {
  const frames = ((seconds - beat.first / 1e6) * beat.rate.num) / beat.rate.den;
  const whole = Math.round(frames);
  return Math.abs(frames - whole) < 0.25 && whole > frameAt(at, beat);
};

/** The seconds to give such a player: the frame's very start. */
export const aimAtStart = (at: Micros, beat: Beat): number => inSeconds(frameAt(at, beat), beat);

/** What a player's clock means in our time. */
export const fromPlayer = (seconds: number, beat: Beat | null): Micros =>
  onFrame(Math.round(seconds * 1e6), beat);

const inSeconds = (frames: number, { rate, first }: Beat): number =>
  first / 1e6 + (frames * rate.den) / rate.num;
