/** Times as people read them. All times are whole microseconds; nothing here is a float second. */
import type { Language, Micros } from '../ipc/bindings';

export const SECOND: Micros = 1_000_000;
/** The true minus sign, as wide as a plus. */
export const MINUS = '\u2212';

/** Between a figure and its unit. */
export const unitSpace = (language: Language) => (language === 'fr' ? '\u00a0' : ' ');

const two = (n: number) => String(n).padStart(2, '0');

/** To the nearest millisecond, half up. */
const toMillis = (micros: number) => Math.floor((micros + 500) / 1000) * 1000;

/**
 * `18:47`, `1:32:40.12`: to the millisecond, the fraction only where there is one, in French behind
 * a comma.
 */
export function timecode(time: Micros, language: Language): string {
  const sign = time < 0 ? MINUS : '';
  const abs = toMillis(Math.abs(time));
  const seconds = Math.floor(abs / SECOND);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const whole =
    hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return sign + whole + fraction(abs % SECOND, language);
}

/**
 * A signed difference: `+2:41`, `−0:06`, under one second `+0.07 s`; exact where a millisecond would
 * say nothing.
 */
export function distance(time: Micros, language: Language): string {
  const sign = time < 0 ? MINUS : time > 0 ? '+' : '';
  const abs = Math.abs(time);
  if (toMillis(abs) >= SECOND) return sign + timecode(abs, language);
  const shown = toMillis(abs) || abs;
  return `${sign}0${fraction(shown, language)}${unitSpace(language)}s`;
}

/** A time rounded down to whole seconds, for rulers and cards where the fraction decides nothing. */
export const wholeSeconds = (time: Micros): Micros => Math.trunc(time / SECOND) * SECOND;

/**
 * A time as a person types it (`18:47.2`, `1:32:40`, `12,34`) in microseconds, or nothing.
 * At most six decimals, so that every answer is exact.
 */
export function readTimecode(text: string): Micros | null {
  const found = /^(?:(?:(\d{1,6}):)?(\d{1,7}):)?(\d{1,9})(?:[.,](\d{0,6}))?$/.exec(text.trim());
  if (!found) return null;
  const [, h, m, s = '0', decimals = ''] = found;
  const [hours, minutes, seconds] = [Number(h ?? 0), Number(m ?? 0), Number(s)];
  if ((m !== undefined && seconds > 59) || (h !== undefined && minutes > 59)) return null;
  return (hours * 3600 + minutes * 60 + seconds) * SECOND + Number(decimals.padEnd(6, '0'));
}

function fraction(micros: number, language: Language): string {
  if (micros === 0) return '';
  const digits = String(micros).padStart(6, '0').replace(/0+$/, '');
  return (language === 'fr' ? ',' : '.') + digits;
}
