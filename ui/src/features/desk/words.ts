/** What steps are called, and what stands beside their names. */
import type { DeskStep } from '../../ipc/bindings';
import { price, show, t } from '../../lib/words.svelte';
import { textOf } from './model';

/** `Title`, `Episode 13`. */
export const nameOf = ({ kind, episode }: DeskStep): string =>
  episode ? t('desk.step.episode', { number: episode.number }) : t(`desk.step.${kind}`);

/** What goes in, as far as a line can say it: the title, the price, how long the description is. */
export function noteOf(step: DeskStep): string {
  if (step.kind === 'cover') return step.file?.name ?? '';
  const text = textOf(step)?.text ?? '';
  if (step.kind === 'description') return t('desk.characters', { count: [...text].length });
  // `29.99`, as the portal takes it.
  if (step.kind === 'price') return show(price(Number(text.replace('.', ''))));
  return text;
}
