import { describe, expect, it } from 'vitest';
import type { ClipFacts } from '../../ipc/bindings';
import {
  aim,
  aimAtStart,
  beatOf,
  frameAt,
  frameStart,
  fromPlayer,
  lastFrame,
  nearestEdge,
  onFrame,
  showsNext,
  stepLength,
  stepped,
  type Beat,
} from './frames';

const beat = (num: number, den = 1, first = 0): Beat => ({ rate: { num, den }, first });
const beats = [
  beat(30000, 1001),
  beat(24000, 1001),
  beat(60000, 1001, 21_000),
  beat(25),
  beat(30, 1, 1_400_000),
  beat(24),
  beat(15, 2),
];
const samples = [0, 1, 2, 3, 29, 30, 1000, 35_963, 35_964, 166_833, 2_589_410];

describe('frames', () => {
  it.each(beats)('a frame begins within itself, and nowhere else: $rate, $first', (beat) => {
    for (const n of samples) {
      const start = frameStart(n, beat);
      expect(Number.isInteger(start)).toBe(true);
      expect(frameAt(start, beat)).toBe(n);
      if (n > 0) expect(frameAt(start - 1, beat)).toBe(n - 1);
      // Never after the frame's true time, and less than a microsecond before it.
      const { num, den } = beat.rate;
      const late = BigInt(start - beat.first) * BigInt(num) - BigInt(n) * BigInt(den) * 1_000_000n;
      expect(late <= 0n && late > -BigInt(num)).toBe(true);
    }
  });

  it.each(beats)('the player is aimed at the frame that was asked for: $rate, $first', (beat) => {
    for (const n of samples) {
      expect(fromPlayer(aim(frameStart(n, beat), beat), beat)).toBe(frameStart(n, beat));
    }
  });

  it('knows 29.97', () => {
    const even = beat(30000, 1001);
    expect(frameStart(1, even)).toBe(33_366);
    expect(frameStart(30000, even)).toBe(1_001_000_000);
    expect(frameAt(1_001_000_000, even)).toBe(30000);
    expect(frameAt(1_000_999_999, even)).toBe(29999);
    expect(nearestEdge(50_000, even)).toBe(33_366);
    expect(nearestEdge(50_100, even)).toBe(66_733);
  });

  it('steps by one and stays within the clip', () => {
    const even = beat(30000, 1001);
    expect(stepped(33_366, 1, even, 10_000_000)).toBe(66_733);
    expect(stepped(66_733, -1, even, 10_000_000)).toBe(33_366);
    expect(stepped(0, -1, even, 10_000_000)).toBe(0);
    expect(stepped(9_990_000, 5, even, 10_000_000)).toBe(frameStart(299, even));
    expect(lastFrame(10_010_000, even)).toBe(299);
  });

  it('a hundred thousand steps do not drift', () => {
    const even = beat(30000, 1001);
    let at = 0;
    for (let i = 0; i < 100_000; i++) at = stepped(at, 1, even, 1e11);
    expect(at).toBe(frameStart(100_000, even));
  });

  it('does not count frames that come at uneven times', () => {
    const clip = (video: object, audio: unknown = null) =>
      ({
        video: { fps: { num: 30, den: 1 }, variableRate: false, span: null, ...video },
        audio,
      }) as unknown as ClipFacts;
    expect(beatOf(clip({ variableRate: true }), 0)).toBeNull();
    expect(beatOf(clip({ fps: null }), undefined)).toBeNull();
    expect(beatOf(clip({}), undefined)).toEqual(beat(30));
    expect(onFrame(1_234_567.4, null)).toBe(1_234_567);
    expect(stepped(1_000_000, 1, null, 1_010_000)).toBe(1_009_999);
    // The picture begins 21 ms after the sound; the index knows better than the container.
    const span = (start: number) => ({ start, ticks: 9000, timebase: { num: 1, den: 1000 } });
    const late = clip({ span: span(1421) }, { span: span(1400) });
    expect(beatOf(late, undefined)?.first).toBe(21_000);
    expect(beatOf(late, 23_000)?.first).toBe(23_000);
    expect(beatOf(clip({ span: span(0) }, { span: span(7) }), undefined)?.first).toBe(0);
  });

  it('counts from the first frame where the picture begins late', () => {
    const late = beat(25, 1, 21_000);
    expect(frameAt(0, late)).toBe(0);
    expect(frameAt(60_999, late)).toBe(0);
    expect(frameAt(61_000, late)).toBe(1);
    expect(onFrame(5, late)).toBe(21_000);
    expect(stepped(61_000, -3, late, 10_000_000)).toBe(21_000);
    expect(aim(61_000, late)).toBeCloseTo(0.081, 9);
    expect(stepLength(late)).toBe(40_000);
  });
});

describe('a player that shows the next frame', () => {
  const even = beat(25, 1);
  const second = frameStart(1, even);
  it('is known by that frame’s own start', () => {
    expect(showsNext(0.08, second, even)).toBe(true);
    expect(aimAtStart(second, even)).toBe(0.04);
  });
  it('is not one that tells the instant it sought, even with a shift of whole frames', () => {
    expect(showsNext(0.06, second, even)).toBe(false);
    expect(showsNext(0.14, second, even)).toBe(false);
  });
  it('is not one whose last picture is an older one', () => {
    expect(showsNext(0, second, even)).toBe(false);
    expect(showsNext(0.04, second, even)).toBe(false);
  });
});
