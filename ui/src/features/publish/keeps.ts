/** What keeps anything from leaving, whichever way. */
import type { DraftView } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { t } from '../../lib/words.svelte';
import { left } from './model';

/** The sentence that says so; null: nothing does. */
export function keepsAll(view: DraftView, session: Session): string | null {
  if (view.draft.episodes.length === 0) return t('publish.empty');
  if (session.start.ffmpeg.state === 'missing') return t('publish.noFfmpeg');
  const open = left(view).length;
  return open > 0 ? t('publish.thingsLeft', { count: open }) : null;
}
