/** Where a pointer lies among the cards. Pure: rectangles in, places out. */
import type { Point } from './drag';

export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A place between cards: before the card of this index, or behind the one before it. */
export interface Slot {
  index: number;
  /** Drawn behind the card before, at the end of its row. */
  behind: boolean;
}

/** A line to draw. */
export interface Line extends Rect {
  upright: boolean;
}

const bottom = (rect: Rect) => rect.top + rect.height;
const centre = (rect: Rect) => rect.left + rect.width / 2;
const middle = (rect: Rect) => rect.top + rect.height / 2;

/** How many cards stand in a row. */
export function columnsOf(rects: readonly Rect[]): number {
  const top = rects[0]?.top;
  const columns = rects.findIndex((rect) => rect.top !== top);
  return columns < 0 ? Math.max(1, rects.length) : columns;
}

/** The slot nearest to a point: between the cards of its row, or of the nearest row. */
export function slotAt(rects: readonly Rect[], point: Point, list: boolean): Slot {
  if (rects.length === 0) return { index: 0, behind: false };
  if (list) {
    const index = rects.findIndex((rect) => point.y < middle(rect));
    return index < 0 ? { index: rects.length, behind: true } : { index, behind: false };
  }
  const columns = columnsOf(rects);
  const rows = Math.ceil(rects.length / columns);
  let row = 0;
  while (row < rows - 1 && point.y > gapBelow(rects, row, columns)) row += 1;
  const first = row * columns;
  const end = Math.min(first + columns, rects.length);
  for (let i = first; i < end; i += 1) {
    const rect = rects[i];
    if (rect && point.x < centre(rect)) return { index: i, behind: false };
  }
  return { index: end, behind: true };
}

/** Half way between a row and the next. */
function gapBelow(rects: readonly Rect[], row: number, columns: number): number {
  const above = rects[row * columns];
  const below = rects[(row + 1) * columns];
  return above && below ? (bottom(above) + below.top) / 2 : Infinity;
}

/** The insertion line of a slot: centred in the gap, as high as the pictures. */
export function lineOf(
  rects: readonly Rect[],
  slot: Slot,
  list: boolean,
  gap: number,
  height: (rect: Rect) => number = (rect) => rect.height,
): Line | null {
  const behind = slot.behind || slot.index >= rects.length;
  const rect = rects[behind ? Math.min(slot.index, rects.length) - 1 : slot.index];
  if (!rect) return null;
  if (list) {
    const top = behind ? bottom(rect) : rect.top;
    return { left: rect.left, top: top - 1, width: rect.width, height: 2, upright: false };
  }
  const x = behind ? rect.left + rect.width + gap / 2 : rect.left - gap / 2;
  return { left: x - 1, top: rect.top, width: 2, height: height(rect), upright: true };
}

/** Pixels a frame to scroll when the pointer is within `edge` of the top or the bottom. */
export function scrollSpeed(y: number, top: number, bottomEdge: number, edge = 48): number {
  const up = edge - (y - top);
  const down = edge - (bottomEdge - y);
  if (up > 0) return -Math.ceil(Math.min(up, edge) / 3);
  return down > 0 ? Math.ceil(Math.min(down, edge) / 3) : 0;
}

/** Is a pointer so far from the cards that a drop there means nothing? Edges are where it scrolls. */
export function isAway(point: Point, box: Rect, edge = 48): boolean {
  const right = box.left + box.width;
  return (
    point.x < box.left - edge / 2 ||
    point.x > right + edge / 2 ||
    point.y < box.top - edge * 2 ||
    point.y > bottom(box) + edge
  );
}

/** The cards row by row, by their places. */
function rowsOf(rects: readonly Rect[]): number[][] {
  const rows: number[][] = [];
  rects.forEach(({ top }, i) => {
    const row = rows.at(-1);
    if (row && rects[row[0] ?? 0]?.top === top) row.push(i);
    else rows.push([i]);
  });
  return rows;
}

/** The card that an arrow leads to from a card, or the same where there is none. Rows may be shorter. */
export function neighbour(index: number, key: string, rects: readonly Rect[]): number {
  const last = rects.length - 1;
  const flat: Record<string, number> = {
    ArrowLeft: Math.max(0, index - 1),
    ArrowRight: Math.min(last, index + 1),
    Home: 0,
    End: last,
  };
  const down: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -3, PageDown: 3 };
  const by = down[key];
  if (by === undefined) return flat[key] ?? index;
  const rows = rowsOf(rects);
  const from = rows.findIndex((row) => row.includes(index));
  const row = rows[Math.min(rows.length - 1, Math.max(0, from + by))] ?? [];
  const away = (i: number) => Math.abs((rects[i]?.left ?? 0) - (rects[index]?.left ?? 0));
  return row.reduce((best, i) => (away(i) < away(best) ? i : best), row[0] ?? index);
}
