/** Prices are whole US cents. */
import type { Cents, Language } from '../ipc/bindings';

/** `$9.99`, in French `9,99 $`. */
export function money(cents: Cents, language: Language): string {
  const sign = cents < 0 ? '\u2212' : '';
  const abs = Math.abs(cents);
  const minor = String(abs % 100).padStart(2, '0');
  const major = grouped(Math.floor(abs / 100), language);
  return language === 'fr' ? `${sign}${major},${minor}\u00a0$` : `${sign}$${major}.${minor}`;
}

/** A whole number in groups of three: `1,234`, in French `1 234`. */
export function grouped(count: number, language: Language): string {
  const gap = language === 'fr' ? '\u202f' : ',';
  return String(count).replace(/\B(?=(\d{3})+$)/g, gap);
}
