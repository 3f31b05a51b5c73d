/** Sizes in decimal units, as file managers and shops write them. */
import type { Language } from '../ipc/bindings';

const UNITS = { en: ['B', 'kB', 'MB', 'GB', 'TB'], fr: ['o', 'ko', 'Mo', 'Go', 'To'] };

/** `4.6 GB`, in French `4,6 Go`: one decimal below ten of a unit, none above. */
export function bytes(size: number, language: Language): string {
  let unit = 0;
  let value = size;
  while (value >= 999.5 && unit < 4) {
    value /= 1000;
    unit += 1;
  }
  const text = unit > 0 && value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(0);
  const point = language === 'fr' ? text.replace('.', ',') : text;
  return `${point}\u00a0${UNITS[language][unit]}`;
}
