/** What the shelf shows of which series. Pure. */
import type { DraftSummary } from '../../ipc/bindings';

export type ShelfPart = 'series' | 'archive';

/** A draft's worst news, for its third line. */
export type Standing = 'new' | 'to_fix' | 'to_review' | 'ready';

export function standingOf(draft: DraftSummary): Standing {
  if (draft.episodes === 0) return 'new';
  if (draft.toFix > 0) return 'to_fix';
  return draft.toReview > 0 ? 'to_review' : 'ready';
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The series of one part of the shelf whose title holds what was searched for. */
export function shown(
  drafts: readonly DraftSummary[],
  part: ShelfPart,
  search: string,
): readonly DraftSummary[] {
  const wanted = plain(search.trim());
  return drafts.filter(
    (draft) => draft.archived === (part === 'archive') && plain(draft.title).includes(wanted),
  );
}

/** The title a new series takes from what was dropped: a lone folder's name, or none. */
export function titleFrom(paths: readonly string[]): string {
  const [only, more] = paths;
  const name = only?.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  return more === undefined && !/\.\w{1,5}$/.test(name) ? name : '';
}
