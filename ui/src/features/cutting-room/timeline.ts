/** Where things stand on the timeline: times against pixels, the ruler's ticks, the filmstrip. */
import type { Micros } from '../../ipc/bindings';

/** How many stills the filmstrip shows: few enough to come quickly, and the same at every width. */
export const STILLS = 20;

/** The share of the timeline before `at`, from 0 to 1. */
export const share = (at: Micros, duration: Micros): number =>
  duration <= 0 ? 0 : Math.min(Math.max(0, at / duration), 1);

/** The time under a pixel. */
export const timeAt = (x: number, width: number, duration: Micros): Micros =>
  width <= 0 ? 0 : Math.round(Math.min(Math.max(0, x / width), 1) * duration);

/** The times of the filmstrip: the middle of each of its pictures. */
export const stillTimes = (duration: Micros): Micros[] =>
  Array.from({ length: STILLS }, (_, i) => Math.floor(((2 * i + 1) * duration) / (2 * STILLS)));

/** A line on the ruler. */
export interface Tick {
  /** When. */
  at: Micros;
  /** Does it carry its time? */
  labelled: boolean;
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
const LABEL_WIDTH = 72;

/** The ruler's ticks: round times, labels never closer than they are wide. */
export const ticks = (duration: Micros, width: number): Tick[] => {
  if (duration <= 0 || width <= 0) return [];
  const seconds = duration / 1e6;
  const fits = STEPS.find((step) => (step / seconds) * width >= LABEL_WIDTH);
  const step = fits ?? Math.ceil((seconds * LABEL_WIDTH) / width / 3600) * 3600;
  const minor = step % 5 === 0 ? step / 5 : step / 2;
  const found: Tick[] = [];
  for (let i = 0; i * minor <= seconds; i++) {
    const at = Math.round(i * minor * 1e6);
    found.push({ at, labelled: at % (step * 1e6) === 0 });
  }
  return found;
};
