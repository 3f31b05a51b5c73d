import { expect, it } from 'vitest';
import type { Draft, Episode } from '../ipc/bindings';
import { frameAt, lengthOf, spansOf } from './episodes';

const draft = {
  clips: { a: { facts: { duration: 100 } }, b: { facts: { duration: 50 } } },
} as unknown as Draft;
const joined: Episode = {
  id: 'e',
  title: 'E',
  clip: 'a',
  trim: { in: 20, out: 50 },
  joined: [{ clip: 'b', trim: null }],
};

it('an episode is as long as its parts together', () => {
  expect(lengthOf(draft, joined)).toBe(80);
  expect(lengthOf(draft, { ...joined, joined: [] })).toBe(30);
  expect(lengthOf(draft, { ...joined, clip: 'gone', trim: null, joined: [] })).toBe(0);
});

it('a share of it is a time in one of its clips', () => {
  const spans = spansOf(draft, joined);
  expect(frameAt(spans, 0)).toEqual({ clip: 'a', at: 20 });
  expect(frameAt(spans, 0.37)).toEqual({ clip: 'a', at: 49 });
  expect(frameAt(spans, 0.375)).toEqual({ clip: 'b', at: 0 });
  expect(frameAt(spans, 9)).toEqual({ clip: 'b', at: 49 });
  expect(frameAt(spans, -1)).toEqual({ clip: 'a', at: 20 });
  expect(frameAt([], 0.5)).toEqual({ clip: '', at: 0 });
});
