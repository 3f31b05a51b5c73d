/** Lengths in words, where a timecode would say more than is meant: `9 h 12 min`. */
import type { Micros } from '../ipc/bindings';
import { SECOND } from './timecode';
import { t } from './words.svelte';

const two = (n: number) => String(n).padStart(2, '0');

/** The length of a series: `9 h 02 min`, `12 min`, under a minute `24 s`. */
export function runningTime(length: Micros): string {
  const minutes = Math.floor(length / (60 * SECOND));
  if (minutes >= 60)
    return t('time.hours', { h: Math.floor(minutes / 60), min: two(minutes % 60) });
  if (minutes > 0) return t('time.minutes', { min: minutes });
  return t('time.seconds', { s: Math.round(length / SECOND) });
}

/** A short length: `0.6 s`, `24 s`, from a minute on as `runningTime`. */
export function brief(length: Micros): string {
  if (length >= 60 * SECOND) return runningTime(length);
  if (length >= 10 * SECOND) return t('time.seconds', { s: Math.round(length / SECOND) });
  const tenths = Math.max(1, Math.round((length / SECOND) * 10));
  return t('time.seconds', { s: { kind: 'rate', value: { num: tenths, den: 10 } } });
}

/** What is still to come: `1 min 40 s`, at least `1 s`. */
export function remaining(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds >= 3600) return runningTime(seconds * SECOND);
  if (seconds < 60) return t('time.seconds', { s: seconds });
  return t('time.minutesSeconds', { min: Math.floor(seconds / 60), s: two(seconds % 60) });
}
