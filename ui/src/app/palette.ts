/** What the palette finds for what was typed. */

/** One line of the palette. */
export interface Entry {
  id: string;
  text: string;
  kind: 'command' | 'series' | 'episode';
  /** The number of an episode. */
  note?: string;
  keys?: string;
  disabled?: boolean;
  run: () => void;
}

const MOST = 60;

/**
 * The entries that hold every word that was typed, in any order, accents and case aside: those
 * that begin with it first, then in the order given. Nothing typed: the commands that can run.
 */
export function matching(entries: readonly Entry[], asked: string): readonly Entry[] {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  if (words.length === 0)
    return entries.filter((entry) => entry.kind === 'command' && !entry.disabled);
  const found = entries.filter((entry) => {
    const text = plain(`${entry.note ?? ''} ${entry.text}`);
    return words.every((word) => text.includes(word));
  });
  const begins = (entry: Entry) => Number(plain(entry.text).startsWith(words[0] ?? ''));
  return found.toSorted((a, b) => begins(b) - begins(a)).slice(0, MOST);
}

/** Lower case without accents: `Étagère` is found by `etag`. */
export const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
