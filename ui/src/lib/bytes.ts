/** Sizes in decimal units, as file managers and shops write them. */
import type { Language } from '../ipc/bindings';
import { grouped } from './money';
import { unitSpace } from './timecode';

const UNITS = {
  en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'],
};

/** `4.6 GB`, in French `4,6 Go`: one decimal under 100 of a unit, none from there on. */
export function bytes(size: number, language: Language): string {
  const units = UNITS[language];
  let unit = 0;
  let scale = 1;
  // 999.5 of a unit would round to 1000 of it.
  while (unit < units.length - 1 && size >= (unit === 0 ? 1000 : scale * 999.5)) {
    unit += 1;
    scale *= 1000;
  }
  return `${figure(size, scale, language)}${unitSpace(language)}${units[unit]}`;
}

function figure(size: number, scale: number, language: Language): string {
  const tenths = rounded(size * 10, scale);
  if (scale === 1 || tenths >= 1000) return grouped(rounded(size, scale), language);
  const [whole, tenth] = [Math.floor(tenths / 10), tenths % 10];
  return tenth === 0 ? `${whole}` : `${whole}${language === 'fr' ? ',' : '.'}${tenth}`;
}

/** Half up. */
const rounded = (number: number, by: number) => Math.floor((number * 2 + by) / (by * 2));
