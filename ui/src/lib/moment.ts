/** Days and times at the creator's place, as the language writes them. */
import { language } from './words.svelte';

const locale = () => (language() === 'fr' ? 'fr' : 'en-GB');

/** By language and parts: to make one takes far longer than to write with it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function write(ms: number, parts: Intl.DateTimeFormatOptions): string {
  const key = locale() + JSON.stringify(parts);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale(), parts)));
  return format.format(ms);
}

/** The start of a day, `2026-11-23`, here. */
const startOf = (date: string): number => {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number);
  return new Date(y, m - 1, d).getTime();
};

/** `18:00`. */
export const clock = (ms: number): string =>
  write(ms, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `Sun 22`, of a day like `2026-11-22`. */
export const dayName = (date: string): string =>
  write(startOf(date), { weekday: 'short', day: 'numeric' });

/** `Sun 22, 18:00`. */
export const dayAndClock = (ms: number): string =>
  `${write(ms, { weekday: 'short', day: 'numeric' })}, ${clock(ms)}`;

/** `Sun 22 Nov, 18:00`: for what may be weeks away. */
export const dateAndClock = (ms: number): string =>
  `${write(ms, { weekday: 'short', day: 'numeric', month: 'short' })}, ${clock(ms)}`;

/** `23 Nov 2026`. */
export const date = (ms: number): string =>
  write(ms, { day: 'numeric', month: 'short', year: 'numeric' });

/** `23 Nov 2026, 14:05`. */
export const moment = (ms: number): string =>
  write(ms, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
