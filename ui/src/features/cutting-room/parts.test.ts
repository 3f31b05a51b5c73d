import { describe, expect, it } from 'vitest';
import type { Episode } from '../../ipc/bindings';
import { indexOf, placeIn } from './parts';

const whole = (id: string, clip: string): Episode => ({ id, title: id, clip, trim: null });
const part = (id: string, clip: string, start: number, end: number): Episode => {
  return { ...whole(id, clip), trim: { in: start, out: end } };
};

describe('the address', () => {
  it('names an episode, and whether it is to be split', () => {
    expect(placeIn(null)).toEqual({ episode: null, split: false });
    expect(placeIn('e1')).toEqual({ episode: 'e1', split: false });
    expect(placeIn('e1/split')).toEqual({ episode: 'e1', split: true });
  });

  it('finds what shows the same when an episode was split, or a split was undone', () => {
    const before = [whole('a', 'x'), whole('b', 'y'), whole('c', 'z')];
    const after = [
      whole('a', 'x'),
      part('b1', 'y', 0, 50),
      part('b2', 'y', 50, 99),
      whole('c', 'z'),
    ];
    expect(indexOf(after, 'b2', { index: 0, clip: null, at: 0 })).toBe(2);
    expect(indexOf(before, 'b2', { index: 2, clip: 'y', at: 50 })).toBe(1);
    expect(indexOf(after, 'b', { index: 1, clip: 'y', at: 50 })).toBe(2);
    expect(indexOf(after, 'gone', { index: 3, clip: 'w', at: 0 })).toBe(3);
    expect(indexOf(before, 'gone', { index: 9, clip: 'w', at: 0 })).toBe(2);
    expect(indexOf([], null, { index: 0, clip: null, at: 0 })).toBe(0);
  });
});
