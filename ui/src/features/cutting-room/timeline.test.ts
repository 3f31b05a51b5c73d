import { describe, expect, it } from 'vitest';
import { whole, type Scale } from './scale';
import { STILLS, ticks, tiles } from './timeline';

const minutes = (n: number) => n * 60_000_000;
const FRAME = 33_366;
const all = (duration: number, width: number): Scale => ({ ...whole(duration), width });

describe('the filmstrip', () => {
  it('takes its stills from within the clip, in order, edge to edge', () => {
    const found = tiles(all(12_345_678, 1000), 12_345_678, FRAME);
    expect(found).toHaveLength(STILLS);
    let right = 0;
    for (const { at, left, width } of found) {
      expect(Number.isInteger(at) && at > 0 && at < 12_345_678).toBe(true);
      expect(left).toBeCloseTo(right, 6);
      right = left + width;
    }
    expect(right).toBeCloseTo(1000, 6);
  });

  it('shows the same stills while it moves along', () => {
    const duration = minutes(90);
    const at = (from: number) =>
      tiles({ from, span: minutes(5), width: 1000 }, duration, FRAME).map((tile) => tile.at);
    const [here, there] = [at(minutes(30)), at(minutes(31))];
    expect(here.length).toBeLessThan(40);
    expect(there.filter((time) => here.includes(time)).length).toBeGreaterThan(10);
  });

  it('has no picture for less than a frame', () => {
    const found = tiles({ from: 0, span: 200_000, width: 1000 }, minutes(90), FRAME);
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThan(8);
    expect(tiles(all(0, 100), 0, FRAME)).toEqual([]);
    expect(tiles(all(10, 100), 10, FRAME)).toHaveLength(STILLS);
  });
});

describe('the ruler', () => {
  it.each([
    [0, 12_000_000, 1040],
    [0, minutes(21), 1040],
    [0, minutes(21), 640],
    [minutes(36), minutes(2.5), 1040],
    [minutes(36) + 123, 900_000, 1040],
    [0, minutes(93), 700],
    [0, minutes(60 * 30), 300],
    [0, minutes(60 * 24 * 400), 300],
  ])('labels round times with room for each: %i + %i µs on %i px', (from, span, width) => {
    const found = ticks({ from, span, width });
    const labelled = found.filter((tick) => tick.labelled);
    expect(labelled.length).toBeGreaterThan(0);
    if (from === 0) expect(labelled[0]).toEqual({ at: 0, x: 0, labelled: true });
    for (let i = 1; i < labelled.length; i++) {
      expect(labelled[i]!.x - labelled[i - 1]!.x).toBeGreaterThanOrEqual(72 - 1e-6);
      expect((labelled[i]!.at - labelled[i - 1]!.at) % 10_000).toBe(0);
    }
    expect(found.length).toBeLessThan(120);
    expect(found.every((tick) => tick.at >= from && tick.at <= from + span)).toBe(true);
  });

  it('has no ticks where there is nothing', () => {
    expect(ticks({ from: 0, span: 0, width: 500 })).toEqual([]);
    expect(ticks({ from: 0, span: 500, width: 0 })).toEqual([]);
  });
});
