import { describe, expect, it } from 'vitest';
import * as scales from './scale';

const minutes = (n: number) => n * 60_000_000;
const duration = minutes(93);
const room = { duration, least: 900_000 };
const all = scales.whole(duration);

describe('times and pixels', () => {
  it.each([
    [all, 1040],
    [{ from: minutes(36), span: minutes(2) }, 1040],
    [{ from: minutes(36) + 7, span: 900_001 }, 731],
  ])('map there and back: %o on %i px', (scope, width) => {
    const scale = { ...scope, width };
    for (let x = 0; x <= width; x += 13) {
      expect(scales.xOf(scale, scales.timeAt(scale, x))).toBeCloseTo(x, 2);
    }
    expect(scales.timeAt(scale, 0)).toBe(scope.from);
    expect(scales.timeAt(scale, width)).toBe(scope.from + scope.span);
    expect(scales.timeAt(scale, -50)).toBe(scope.from);
    expect(scales.timeAt(scale, width + 50)).toBe(scope.from + scope.span);
  });

  it('say nothing where there is no room', () => {
    expect(scales.timeAt({ from: 5, span: 10, width: 0 }, 3)).toBe(5);
    expect(scales.xOf({ from: 5, span: 0, width: 10 }, 7)).toBe(0);
  });

  it('put aside what is out of sight, and cut stretches at the edges', () => {
    const scale = { from: 1000, span: 1000, width: 100 };
    expect(scales.placeOf(scale, 1500)).toBe(50);
    expect(scales.placeOf(scale, 1000)).toBe(0);
    expect(scales.placeOf(scale, 2000)).toBe(100);
    expect(scales.placeOf(scale, 900)).toBe(scales.ASIDE);
    expect(scales.placeOf(scale, 2100)).toBe(scales.ASIDE);
    expect(scales.stretchOf(scale, 0, 1500)).toEqual({ left: 0, width: 50 });
    expect(scales.stretchOf(scale, 1900, 9000)).toEqual({ left: 90, width: 10 });
    expect(scales.stretchOf(scale, 0, 1000)).toBeNull();
  });
});

describe('zoom', () => {
  it('keeps what is under the pointer where it is', () => {
    const at = minutes(40);
    let scope = all;
    for (let i = 0; i < 8; i++) {
      const before = scales.xOf({ ...scope, width: 1000 }, at);
      scope = scales.zoomed(scope, 1.5, at, room);
      expect(scales.xOf({ ...scope, width: 1000 }, at)).toBeCloseTo(before, 0);
    }
  });

  it('goes down to the shortest scope and up to all of the clip, and never out of it', () => {
    const near = scales.zoomed(all, 1e9, minutes(40), room);
    expect(near.span).toBe(room.least);
    expect(scales.depth(near, room)).toBe(1);
    expect(scales.zoomed(near, 1e-9, minutes(40), room)).toEqual(all);
    const end = scales.zoomed(all, 1e9, duration, room);
    expect(end.from + end.span).toBe(duration);
    expect(scales.panned(near, -1e12, room).from).toBe(0);
    expect(scales.panned(near, 1e12, room).from).toBe(duration - near.span);
  });

  it('has a depth that finds back', () => {
    for (const depth of [0, 0.1, 0.37, 0.5, 0.99, 1]) {
      const scope = scales.atDepth(all, depth, minutes(20), room);
      expect(scales.depth(scope, room)).toBeCloseTo(depth, 4);
    }
    const tiny = { duration: 500_000, least: 900_000 };
    expect(scales.depth(scales.whole(500_000), tiny)).toBe(0);
    expect(scales.atDepth(scales.whole(500_000), 1, 0, tiny)).toEqual(scales.whole(500_000));
  });

  it('follows the playhead page by page, and jumps around what is far', () => {
    const scope = { from: minutes(10), span: minutes(2) };
    expect(scales.showing(scope, minutes(11), room)).toBe(scope);
    const next = scales.showing(scope, minutes(12) + 1, room);
    expect(next.span).toBe(scope.span);
    expect(minutes(12) - next.from).toBeLessThan(minutes(0.2));
    expect(scales.showing(scope, minutes(50), room).from).toBe(minutes(49));
    expect(scales.showing(scope, minutes(9), room).from).toBe(minutes(8));
  });

  it('shows a part with a little around it', () => {
    const scope = scales.around(minutes(20), minutes(40), room);
    expect(scope.from).toBe(minutes(19));
    expect(scope.span).toBe(minutes(22));
    expect(scales.around(0, duration, room)).toEqual(all);
  });
});
