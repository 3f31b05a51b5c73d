/** Times where the frame decides. */
import type { Language, Micros } from '../../ipc/bindings';
import { timecode, wholeSeconds } from '../../lib/timecode';

/** A time with exactly three decimals, so that it does not jump about while it runs. */
export function precise(at: Micros, language: Language): string {
  const millis = Math.floor((at - wholeSeconds(at)) / 1000);
  const point = language === 'fr' ? ',' : '.';
  return timecode(wholeSeconds(at), language) + point + String(millis).padStart(3, '0');
}
