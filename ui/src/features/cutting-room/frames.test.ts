import { describe, expect, it } from 'vitest';
import {
  aim,
  aimAtStart,
  frameAt,
  frameStart,
  fromPlayer,
  lastFrame,
  nearestEdge,
  onFrame,
  showsNext,
  steadyRate,
  stepped,
} from './frames';

const rates = [
  { num: 30000, den: 1001 },
  { num: 24000, den: 1001 },
  { num: 60000, den: 1001 },
  { num: 25, den: 1 },
  { num: 30, den: 1 },
  { num: 24, den: 1 },
  { num: 15, den: 2 },
];
const samples = [0, 1, 2, 3, 29, 30, 1000, 35_963, 35_964, 166_833, 2_589_410];

describe('frames', () => {
  it.each(rates)('a frame begins within itself, and nowhere else: $num/$den', (rate) => {
    for (const n of samples) {
      const start = frameStart(n, rate);
      expect(Number.isInteger(start)).toBe(true);
      expect(frameAt(start, rate)).toBe(n);
      if (n > 0) expect(frameAt(start - 1, rate)).toBe(n - 1);
      // Never after the frame's true time, and less than a microsecond before it.
      const late = BigInt(start) * BigInt(rate.num) - BigInt(n) * BigInt(rate.den) * 1_000_000n;
      expect(late <= 0n && late > -BigInt(rate.num)).toBe(true);
    }
  });

  it.each(rates)('the player is aimed at the frame that was asked for: $num/$den', (rate) => {
    for (const n of samples) {
      expect(fromPlayer(aim(frameStart(n, rate), rate), rate)).toBe(frameStart(n, rate));
    }
  });

  it('knows 29.97', () => {
    const rate = { num: 30000, den: 1001 };
    expect(frameStart(1, rate)).toBe(33_366);
    expect(frameStart(30000, rate)).toBe(1_001_000_000);
    expect(frameAt(1_001_000_000, rate)).toBe(30000);
    expect(frameAt(1_000_999_999, rate)).toBe(29999);
    expect(nearestEdge(50_000, rate)).toBe(33_366);
    expect(nearestEdge(50_100, rate)).toBe(66_733);
  });

  it('steps by one and stays within the clip', () => {
    const rate = { num: 30000, den: 1001 };
    expect(stepped(33_366, 1, rate, 10_000_000)).toBe(66_733);
    expect(stepped(66_733, -1, rate, 10_000_000)).toBe(33_366);
    expect(stepped(0, -1, rate, 10_000_000)).toBe(0);
    expect(stepped(9_990_000, 5, rate, 10_000_000)).toBe(frameStart(299, rate));
    expect(lastFrame(10_010_000, rate)).toBe(299);
  });

  it('a hundred thousand steps do not drift', () => {
    const rate = { num: 30000, den: 1001 };
    let at = 0;
    for (let i = 0; i < 100_000; i++) at = stepped(at, 1, rate, 1e11);
    expect(at).toBe(frameStart(100_000, rate));
  });

  it('does not count frames that come at uneven times', () => {
    const fps = { num: 30, den: 1 };
    expect(steadyRate({ fps, variableRate: true })).toBeNull();
    expect(steadyRate({ fps: null, variableRate: false })).toBeNull();
    expect(steadyRate({ fps, variableRate: false })).toEqual(fps);
    expect(onFrame(1_234_567.4, null)).toBe(1_234_567);
    expect(stepped(1_000_000, 1, null, 1_010_000)).toBe(1_009_999);
  });
});

describe('a player that shows the next frame', () => {
  const rate = { num: 25, den: 1 };
  const second = frameStart(1, rate);
  it('is known by that frame’s own start', () => {
    expect(showsNext(0.08, second, rate)).toBe(true);
    expect(aimAtStart(second, rate)).toBe(0.04);
  });
  it('is not one that tells the instant it sought, even with a shift of whole frames', () => {
    expect(showsNext(0.06, second, rate)).toBe(false);
    expect(showsNext(0.14, second, rate)).toBe(false);
  });
  it('is not one whose last picture is an older one', () => {
    expect(showsNext(0, second, rate)).toBe(false);
    expect(showsNext(0.04, second, rate)).toBe(false);
  });
});
