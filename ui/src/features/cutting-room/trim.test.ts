import { describe, expect, it } from 'vitest';
import { frameStart } from './frames';
import {
  bounds,
  length,
  part,
  shortened,
  trimOf,
  withEnd,
  withEndStepped,
  type Reel,
} from './trim';

const beat = { rate: { num: 30000, den: 1001 }, first: 0 };
const reel: Reel = { duration: 1_260_000_000, beat };
const LIMIT = 1_200_000_000;

describe('trim', () => {
  it('is the whole clip until something is cut', () => {
    const whole = part(reel, null);
    expect(whole).toEqual({ in: 0, out: reel.duration });
    expect(trimOf(reel, whole)).toBeNull();
    expect(trimOf(reel, { in: 0, out: reel.duration - 1 })).toEqual({ in: 0, out: 1_259_999_999 });
  });

  it('moves an end to the nearest frame edge', () => {
    const kept = withEnd(reel, part(reel, null), 'in', 50_000);
    expect(kept).toEqual({ in: 33_366, out: reel.duration });
  });

  it('always keeps a frame', () => {
    const kept = { in: frameStart(10, beat), out: frameStart(20, beat) };
    expect(withEnd(reel, kept, 'in', 9e9).in).toBe(frameStart(19, beat));
    expect(withEnd(reel, kept, 'out', 0).out).toBe(frameStart(11, beat));
    expect(bounds(reel, kept, 'in')[0]).toBe(0);
    expect(bounds(reel, kept, 'out')[1]).toBe(reel.duration);
  });

  it('finds back to the very end of the clip, which is no frame edge', () => {
    const odd: Reel = { duration: 10_015_000, beat };
    const kept = { in: 0, out: 5_005_000 };
    expect(withEnd(odd, kept, 'out', 10_015_000).out).toBe(10_015_000);
    expect(withEnd(odd, kept, 'out', 99_999_999).out).toBe(10_015_000);
    const back = withEndStepped(odd, { in: 0, out: 10_015_000 }, 'out', -1);
    expect(back.out).toBe(frameStart(300, beat));
    expect(withEndStepped(odd, back, 'out', -1).out).toBe(frameStart(299, beat));
    expect(withEndStepped(odd, back, 'out', 1).out).toBe(10_015_000);
  });

  it('finds back to the very start of the clip, where the picture begins late', () => {
    const late: Reel = { duration: 10_000_000, beat: { ...beat, first: 21_000 } };
    const kept = withEnd(late, part(late, null), 'in', 20_000);
    expect(kept.in).toBe(21_000);
    expect(withEnd(late, kept, 'in', 5_000).in).toBe(0);
    expect(withEndStepped(late, kept, 'in', -1).in).toBe(0);
    expect(withEndStepped(late, kept, 'in', 1).in).toBe(21_000 + 33_366);
  });

  it('steps there and back', () => {
    const kept = { in: frameStart(100, beat), out: frameStart(900, beat) };
    for (const end of ['in', 'out'] as const) {
      const there = withEndStepped(reel, kept, end, 7);
      expect(there[end]).toBe(frameStart((end === 'in' ? 100 : 900) + 7, beat));
      expect(withEndStepped(reel, there, end, -7)).toEqual(kept);
    }
  });

  it('shortens to the limit and not a frame less than it must', () => {
    const kept = shortened(reel, { in: 33_366, out: reel.duration }, LIMIT);
    expect(length(kept)).toBeLessThanOrEqual(LIMIT);
    expect(length(kept)).toBeGreaterThan(LIMIT - 33_367);
    const fits = { in: 0, out: LIMIT };
    expect(shortened(reel, fits, LIMIT)).toBe(fits);
    expect(length(shortened({ ...reel, beat: null }, { in: 5, out: reel.duration }, LIMIT))).toBe(
      LIMIT,
    );
  });
});
