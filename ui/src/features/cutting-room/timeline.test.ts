import { describe, expect, it } from 'vitest';
import { share, stillTimes, STILLS, ticks, timeAt } from './timeline';

const minutes = (n: number) => n * 60_000_000;

describe('timeline', () => {
  it('maps pixels to times and back', () => {
    expect(timeAt(0, 1040, minutes(21))).toBe(0);
    expect(timeAt(1040, 1040, minutes(21))).toBe(minutes(21));
    expect(timeAt(-50, 1040, minutes(21))).toBe(0);
    expect(timeAt(5000, 1040, minutes(21))).toBe(minutes(21));
    for (let x = 0; x <= 1040; x += 13) {
      expect(share(timeAt(x, 1040, minutes(21)), minutes(21)) * 1040).toBeCloseTo(x, 3);
    }
    expect(share(5, 0)).toBe(0);
    expect(timeAt(5, 0, 10)).toBe(0);
  });

  it('takes its stills from within the clip, in order', () => {
    const times = stillTimes(12_345_678);
    expect(times).toHaveLength(STILLS);
    expect(
      times.every((at, i) => Number.isInteger(at) && at < 12_345_678 && at > (times[i - 1] ?? -1)),
    ).toBe(true);
  });

  it.each([
    [12_000_000, 1040],
    [minutes(21), 1040],
    [minutes(21), 640],
    [minutes(93), 700],
    [minutes(60 * 30), 300],
  ])('labels round times with room for each: %i µs on %i px', (duration, width) => {
    const found = ticks(duration, width);
    const labelled = found.filter((tick) => tick.labelled);
    expect(labelled[0]).toEqual({ at: 0, labelled: true });
    for (let i = 1; i < labelled.length; i++) {
      const gap = labelled[i]!.at - labelled[i - 1]!.at;
      expect((gap / duration) * width).toBeGreaterThanOrEqual(72);
      expect(gap % 1_000_000).toBe(0);
    }
    expect(found.length).toBeLessThan(120);
    expect(found.every((tick) => tick.at <= duration)).toBe(true);
  });

  it('has no ticks where there is nothing', () => {
    expect(ticks(0, 500)).toEqual([]);
    expect(ticks(500, 0)).toEqual([]);
  });
});
