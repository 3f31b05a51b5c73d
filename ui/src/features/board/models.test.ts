import { describe, expect, it } from 'vitest';
import type { Finding } from '../../ipc/bindings';
import { makeDraft } from '../../ipc/fake/samples';
import { rulesInForce } from '../../ipc/fake/rules';
import { Store } from '../../ipc/fake/store';
import { SECOND } from '../../lib/timecode';
import { cardsOf, passes, worst } from './cards';
import { groupsOf, keyOf, withFixed } from './findings';
import { columnsOf, isAway, lineOf, neighbour, scrollSpeed, slotAt, type Rect } from './geometry';
import { placeAt } from './move';
import { barsOf, HEIGHT, LIMIT_HEIGHT } from './season';
import { everything, extended, lifted, NOTHING, only, pruned, toggled } from './selection';

const view = () => {
  const store = new Store(rulesInForce);
  store.add(makeDraft({ title: 'Bread', episodes: 34, seed: 1, price: 2999 }));
  return store.view('draft1');
};

describe('cards', () => {
  const cards = cardsOf(view());

  it('are the episodes, numbered', () => {
    expect(cards).toHaveLength(34);
    expect(cards[33]).toMatchObject({ number: '34', length: 24 * SECOND });
    expect(cards.filter((card) => worst(card) === 'block').map((card) => card.number)).toEqual([
      '4',
      '12',
      '34',
    ]);
  });

  it('are filtered by what is wrong with them', () => {
    expect(cards.filter((card) => passes(card, 'to_fix'))).toHaveLength(3);
    expect(cards.filter((card) => passes(card, 'all'))).toHaveLength(34);
  });
});

describe('selection', () => {
  const order = ['a', 'b', 'c', 'd'];
  const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');

  it('clicks, adds, takes away', () => {
    const two = toggled(only('b'), 'd');
    expect(ids(two)).toBe('bd');
    expect(ids(toggled(two, 'b'))).toBe('d');
    expect(ids(everything(order))).toBe('abcd');
  });

  it('extends from the anchor both ways', () => {
    expect(ids(extended(only('b'), 'd', order))).toBe('bcd');
    expect(ids(extended(extended(only('c'), 'd', order), 'a', order))).toBe('abc');
    expect(ids(extended(NOTHING, 'c', order))).toBe('c');
  });

  it('loses what is gone', () => {
    const selection = extended(only('a'), 'c', order);
    expect(ids(pruned(selection, ['b', 'c']))).toBe('bc');
    expect(pruned(selection, ['b']).anchor).toBeNull();
    expect(pruned(selection, order)).toBe(selection);
  });

  it('lifts the selection in order, or the card alone', () => {
    const selection = toggled(only('d'), 'a');
    expect(lifted(selection, 'a', order)).toEqual(['a', 'd']);
    expect(lifted(selection, 'b', order)).toEqual(['b']);
  });
});

describe('geometry', () => {
  // Two rows of three and one: 100 wide, 200 high, gaps 10 and 20.
  const rects: Rect[] = Array.from({ length: 7 }, (_, i) => ({
    left: (i % 3) * 110,
    top: Math.floor(i / 3) * 220,
    width: 100,
    height: 200,
  }));

  it('counts columns', () => {
    expect(columnsOf(rects)).toBe(3);
    expect(columnsOf(rects.slice(0, 2))).toBe(2);
    expect(columnsOf([])).toBe(1);
  });

  it('finds the slot under a point, also outside of all cards', () => {
    const slot = (x: number, y: number) => slotAt(rects, { x, y }, false);
    expect(slot(49, 100)).toEqual({ index: 0, behind: false });
    expect(slot(51, 100)).toEqual({ index: 1, behind: false });
    expect(slot(999, 100)).toEqual({ index: 3, behind: true });
    expect(slot(-50, 211)).toEqual({ index: 3, behind: false });
    expect(slot(999, 9999)).toEqual({ index: 7, behind: true });
    expect(slotAt([], { x: 0, y: 0 }, false)).toEqual({ index: 0, behind: false });
  });

  it('draws the line in the gap, at the row where the pointer is', () => {
    expect(lineOf(rects, { index: 1, behind: false }, false, 10)).toMatchObject({
      left: 104,
      top: 0,
    });
    expect(lineOf(rects, { index: 3, behind: true }, false, 10)).toMatchObject({
      left: 324,
      top: 0,
    });
    expect(lineOf(rects, { index: 3, behind: false }, false, 10)).toMatchObject({
      left: -6,
      top: 220,
    });
    expect(lineOf([], { index: 0, behind: false }, false, 10)).toBeNull();
  });

  it('works down a list', () => {
    const rows = rects
      .slice(0, 3)
      .map((rect, i) => ({ ...rect, left: 0, top: i * 50, height: 50 }));
    expect(slotAt(rows, { x: 5, y: 60 }, true)).toEqual({ index: 1, behind: false });
    expect(slotAt(rows, { x: 5, y: 500 }, true)).toEqual({ index: 3, behind: true });
    expect(lineOf(rows, { index: 3, behind: true }, true, 0)).toMatchObject({
      top: 149,
      upright: false,
    });
  });

  it('scrolls within 48 pixels of an edge, faster the nearer', () => {
    expect(scrollSpeed(300, 100, 600)).toBe(0);
    expect(scrollSpeed(148, 100, 600)).toBe(0);
    expect(scrollSpeed(147, 100, 600)).toBe(-1);
    expect(scrollSpeed(50, 100, 600)).toBe(-16);
    expect(scrollSpeed(599, 100, 600)).toBe(16);
  });

  it('walks by arrows and stops at the edges', () => {
    const walked = (from: number, key: string) => neighbour(from, key, rects);
    expect(walked(1, 'ArrowDown')).toBe(4);
    expect(walked(4, 'ArrowUp')).toBe(1);
    expect(walked(5, 'ArrowDown')).toBe(6);
    expect(walked(6, 'ArrowDown')).toBe(6);
    expect(walked(1, 'ArrowUp')).toBe(1);
    expect(walked(0, 'ArrowLeft')).toBe(0);
    expect(walked(6, 'ArrowRight')).toBe(6);
    expect(walked(2, 'End')).toBe(6);
    expect(walked(1, 'PageDown')).toBe(6);
    expect(walked(6, 'PageUp')).toBe(0);
    expect(walked(3, 'x')).toBe(3);
  });
});

describe('moving by number', () => {
  const order = ['a', 'b', 'c', 'd', 'e'];
  it('names the neighbour that makes the number true', () => {
    expect(placeAt(order, ['a'], 3)).toEqual({ at: 'before', episode: 'd' });
    expect(placeAt(order, ['d', 'e'], 1)).toEqual({ at: 'first' });
    expect(placeAt(order, ['a', 'b'], 4)).toEqual({ at: 'last' });
  });
});

describe('season strip', () => {
  it('stands against the limit: exactly as long as allowed reaches the line, more goes over', () => {
    const [first] = cardsOf(view());
    const bar = (length: number) => barsOf([{ ...first!, length }], 1200 * SECOND)[0]!.height;
    expect(bar(1200 * SECOND)).toBe(LIMIT_HEIGHT);
    expect(bar(9999 * SECOND)).toBe(HEIGHT);
    expect(bar(0)).toBe(2);
  });
});

describe('findings', () => {
  const finding = (rule: string, severity: Finding['severity'], episode: string): Finding => ({
    rule,
    severity,
    subject: { kind: 'episode', episode },
    values: {},
    fix: null,
    others: [],
  });

  it('are grouped by rule, worst first, else as they came', () => {
    const groups = groupsOf([
      finding('warns', 'warn', '1'),
      finding('short', 'block', '9'),
      finding('long', 'block', '2'),
      finding('short', 'block', '3'),
    ]);
    expect(groups.map((group) => [group.rule, group.findings.length])).toEqual([
      ['short', 2],
      ['long', 1],
      ['warns', 1],
    ]);
  });

  it('keep what was just fixed, once', () => {
    const [a, b] = [finding('long', 'block', '1'), finding('long', 'block', '2')];
    const fixed = [{ finding: a, revision: 2, label: '' }];
    expect(withFixed([b], fixed)).toEqual([b, a]);
    expect(withFixed([a, b], fixed)).toEqual([a, b]);
    expect(keyOf(a)).not.toBe(keyOf(b));
  });
});

describe('a pointer away from the cards', () => {
  const box = { left: 0, top: 96, width: 1112, height: 764 };
  it('is over the panel, the header or outside; not where it scrolls', () => {
    const away = (x: number, y: number) => isAway({ x, y }, box);
    expect([away(1300, 400), away(-40, 400), away(500, -10), away(500, 910)]).toEqual(
      Array(4).fill(true),
    );
    expect([away(1100, 400), away(1120, 400), away(500, 60), away(500, 890)]).toEqual(
      Array(4).fill(false),
    );
  });
});
