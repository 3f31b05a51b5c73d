/** A moment at the creator's place: `23 Nov 2026, 14:05`. */
import { language } from './words.svelte';

export const moment = (ms: number): string =>
  new Intl.DateTimeFormat(language() === 'fr' ? 'fr' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
