import { describe, expect, it } from 'vitest';
import type { ClipAnalysis, SplitPlan } from '../../ipc/bindings';
import * as split from './split';

const FRAME = 40_000;
const why = (key: string) => ({ key, values: {} });
const span = { in: 1_000_000, out: 61_000_000 };
const plan: SplitPlan = {
  name: 'fewest',
  merit: why('m'),
  parts: [
    { span: { in: 1_000_000, out: 21_000_000 }, reason: why('a') },
    { span: { in: 21_000_000, out: 41_000_000 }, reason: why('b') },
    { span: { in: 41_000_000, out: 61_000_000 }, reason: why('end') },
  ],
};
const cuts = split.cutsOf(plan);

describe('cuts', () => {
  it('are where a plan’s parts meet, each with its reason', () => {
    expect(cuts).toEqual([
      { at: 21_000_000, reason: why('a') },
      { at: 41_000_000, reason: why('b') },
    ]);
    expect(split.partsOf(span, cuts)).toEqual(plan.parts.map((part) => part.span));
    expect(split.partsOf(span, [])).toEqual([span]);
  });

  it('belong to the part that begins there', () => {
    expect(split.partAt(cuts, 20_999_999)).toBe(0);
    expect(split.partAt(cuts, 21_000_000)).toBe(1);
    expect(split.partAt(cuts, 60_000_000)).toBe(2);
    expect(split.partAt([], 5)).toBe(0);
    expect([0, 30_999_999, 31_000_001, 9e9].map((at) => split.nearestCut(cuts, at))).toEqual([
      0, 0, 1, 1,
    ]);
    expect(split.nearestCut([], 5)).toBe(0);
  });

  it('lose their reason when they are moved; the others keep theirs', () => {
    const moved = split.moved(cuts, 0, 22_000_000);
    expect(moved[0]).toEqual({ at: 22_000_000, reason: null });
    expect(moved[1]).toBe(cuts[1]);
    expect(split.moved(cuts, 0, 21_000_000)).toBe(cuts);
    const kept = { at: 50_000_000, reason: why('split.reason.mark') };
    expect(split.marksOf([...moved, kept])).toEqual([22_000_000, 50_000_000]);
  });

  it('stay a frame from their neighbours', () => {
    expect(split.bounds(span, cuts, 0, FRAME)).toEqual([1_040_000, 40_960_000]);
    expect(split.bounds(span, cuts, 1, FRAME)).toEqual([21_040_000, 60_960_000]);
    expect(split.added(span, cuts, 21_039_999, FRAME)).toBe(cuts);
    expect(split.added(span, cuts, 1_000_000, FRAME)).toBe(cuts);
    expect(split.added(span, cuts, 61_000_000, FRAME)).toBe(cuts);
    const added = split.added(span, cuts, 21_040_000, FRAME);
    expect(added.map(({ at }) => at)).toEqual([21_000_000, 21_040_000, 41_000_000]);
    expect(split.removed(added, 1)).toEqual(cuts);
  });
});

describe('a part', () => {
  const lengths = { shortest: 30_000_000, longest: 1_200_000_000 };
  it.each([
    [30_000_000, null],
    [29_999_999, 'short'],
    [1_200_000_000, null],
    [1_200_000_001, 'long'],
  ])('of %i µs: %s', (length, fault) => {
    expect(split.fault({ in: 7, out: 7 + length }, lengths)).toBe(fault);
    expect(split.fault({ in: 7, out: 7 + length }, { shortest: null, longest: null })).toBeNull();
  });
});

describe('magnets', () => {
  const analysis = {
    index: { keyframes: [0, 2_000_000, 4_000_000], scenes: [4_500_000], chapters: [] },
    sound: { pauses: [{ in: 2_200_000, out: 2_600_000 }] },
  } as unknown as ClipAnalysis;
  const magnets = split.magnetsOf(analysis);

  it('draw to pauses and scenes before keyframes, and only from near', () => {
    expect(split.drawn(2_100_000, magnets, 400_000)).toBe(2_400_000);
    expect(split.drawn(2_100_000, magnets, 200_000)).toBe(2_000_000);
    expect(split.drawn(4_400_000, magnets, 200_000)).toBe(4_500_000);
    expect(split.drawn(3_200_000, magnets, 200_000)).toBe(3_200_000);
    expect(split.drawn(99_000_000, magnets, 200_000)).toBe(99_000_000);
    expect(split.drawn(5, split.magnetsOf(null), 1e9)).toBe(5);
  });
});

describe('flags', () => {
  it('have the room up to the next cut in sight', () => {
    expect(split.flagRooms([0, 200, 260, -100, 900], 1000)).toEqual([200, 60, 640, 0, 120]);
  });
});
