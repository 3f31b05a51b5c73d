/** The season strip: one bar an episode, height is length, the dashed line is the longest allowed. */
import type { Micros, Severity } from '../../ipc/bindings';
import { worst, type CardModel } from './cards';

export interface Bar {
  id: string;
  /** Pixels, of `HEIGHT`. */
  height: number;
  severity: Severity | null;
}

export const HEIGHT = 26;
/** Height of a bar that is exactly as long as allowed. */
export const LIMIT_HEIGHT = 23;
const LEAST = 2;

export function barsOf(cards: readonly CardModel[], longest: Micros | null): Bar[] {
  const full = longest ?? Math.max(1, ...cards.map((card) => card.length));
  return cards.map((card) => ({
    id: card.episode.id,
    height: Math.min(HEIGHT, Math.max(LEAST, (card.length / full) * LIMIT_HEIGHT)),
    severity: worst(card),
  }));
}

/** Width of a bar and the gap behind it: 5 and 2, closer the more there are. */
export const pitch = (count: number): { width: number; gap: number } =>
  count <= 40 ? { width: 5, gap: 2 } : { width: 3, gap: 1 };
