import { expect, test } from 'vitest';
import { unchanged } from './unchanged';

const page = (held: number) => ({
  rows: [
    { id: 'a', stage: { stage: 'sending', held } },
    { id: 'b', stage: null },
  ],
  days: [{ date: '2026-11-23', entries: ['a', 'b'] }],
});

test('what says the same is the same object', () => {
  const before = page(1);
  expect(unchanged(before, page(1))).toBe(before);
});

test('only what changed is new, with everything it is in', () => {
  const before = page(1);
  const after = unchanged(before, page(2));
  expect(after).toEqual(page(2));
  expect(after.rows[0]).not.toBe(before.rows[0]);
  expect(after.rows[1]).toBe(before.rows[1]);
  expect(after.days).toBe(before.days);
});

test('more, less, other kinds and missing fields are changes', () => {
  const pairs: [unknown, unknown][] = [
    [[1, 2], [1]],
    [[1], [1, 2]],
    [{ a: 1 }, {}],
    [{ a: undefined }, { b: undefined }],
    [{ 0: 1 }, [1]],
    [null, { a: 1 }],
    [{ a: 1 }, null],
    [1, '1'],
  ];
  for (const [before, after] of pairs) expect(unchanged(before, after)).toEqual(after);
  expect(unchanged<unknown>({ 0: 1 }, [1])).toBeInstanceOf(Array);
});
