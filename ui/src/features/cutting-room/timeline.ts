/** What stands on the timeline besides the creator's marks: the ruler's ticks, the filmstrip. */
import type { Micros } from '../../ipc/bindings';
import { xOf, type Scale } from './scale';

/** How many stills the filmstrip shows of a whole clip: few enough to come quickly. */
export const STILLS = 20;

/** A picture of the filmstrip. */
export interface Tile {
  /** The time of its still: the middle of what it stands for. */
  at: Micros;
  left: number;
  width: number;
}

/**
 * The filmstrip's pictures in sight. Their times depend on the clip and the nearness alone, in steps
 * of two, so that moving along shows the same stills again. None stands for less than a frame.
 */
export const tiles = (scale: Scale, duration: Micros, frame: Micros): Tile[] => {
  if (duration <= 0 || scale.width <= 0 || scale.span <= 0) return [];
  const nearer = Math.max(0, Math.round(Math.log2(duration / scale.span)));
  const most = Math.max(0, Math.floor(Math.log2(duration / STILLS / frame)));
  const count = STILLS * 2 ** Math.min(nearer, most);
  const step = duration / count;
  const first = Math.max(0, Math.floor(scale.from / step));
  const last = Math.min(count, Math.ceil((scale.from + scale.span) / step));
  const width = (step / scale.span) * scale.width;
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => ({
    at: Math.floor((first + i + 0.5) * step),
    left: xOf(scale, (first + i) * step),
    width,
  }));
};

/** A line on the ruler. */
export interface Tick {
  /** When. */
  at: Micros;
  x: number;
  /** Does it carry its time? */
  labelled: boolean;
}

const SECOND = 1_000_000;
/** Seconds between labels, and into how many parts the ticks divide them. */
const STEPS: readonly (readonly [number, number])[] = [
  ...([
    [0.01, 5],
    [0.02, 4],
    [0.05, 5],
    [0.1, 5],
    [0.2, 4],
    [0.5, 5],
    [1, 5],
    [2, 4],
  ] as const),
  ...([
    [5, 5],
    [10, 5],
    [15, 3],
    [30, 3],
    [60, 4],
    [120, 4],
    [300, 5],
    [600, 5],
  ] as const),
  ...([
    [900, 3],
    [1800, 3],
    [3600, 4],
    [7200, 4],
    [14_400, 4],
    [28_800, 4],
  ] as const),
];
const LABEL_WIDTH = 72;

/** The ruler's ticks: round times, labels never closer than they are wide. */
export const ticks = (scale: Scale): Tick[] => {
  const { from, span, width } = scale;
  if (span <= 0 || width <= 0) return [];
  const room = ((LABEL_WIDTH / width) * span) / SECOND;
  const day = 86_400;
  const [seconds, parts] = STEPS.find(([step]) => step >= room) ?? [Math.ceil(room / day) * day, 4];
  const step = Math.round(seconds * SECOND);
  const minor = step / parts;
  const found: Tick[] = [];
  for (let i = Math.ceil(from / minor); i * minor <= from + span; i++) {
    const at = Math.round(i * minor);
    found.push({ at, x: xOf(scale, at), labelled: at % step === 0 });
  }
  return found;
};
