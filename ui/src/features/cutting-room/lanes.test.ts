import { describe, expect, it } from 'vitest';
import type { ClipAnalysis } from '../../ipc/bindings';
import { keyTicks, pauses } from './lanes';

describe('what is drawn', () => {
  const keyframes = Array.from({ length: 1000 }, (_, i) => i * 2_000_000);

  it('keyframes in sight, never nearer than three pixels', () => {
    expect(keyTicks({ from: 3_000_000, span: 10_000_000, width: 100 }, keyframes)).toEqual([
      10, 30, 50, 70, 90,
    ]);
    const far = keyTicks({ from: 0, span: 2_000_000_000, width: 600 }, keyframes);
    expect(far.length).toBeLessThanOrEqual(201);
    expect(far.slice(1).every((x, i) => x - far[i]! >= 3 - 1e-9)).toBe(true);
    expect(keyTicks({ from: 0, span: 10, width: 100 }, [])).toEqual([]);
  });

  it('pauses in sight, but from far away not the short ones', () => {
    const found = [
      { in: 0, out: 100 },
      { in: 500, out: 505 },
      { in: 521, out: 600 },
      { in: 5000, out: 6000 },
    ];
    const analysis = { sound: { pauses: found } } as unknown as ClipAnalysis;
    expect(pauses({ from: 50, span: 1000, width: 100 }, analysis)).toEqual([
      [0, 5],
      [expect.closeTo(47.1, 6), expect.closeTo(55, 6)],
    ]);
    expect(pauses({ from: 0, span: 1000, width: 100 }, null)).toEqual([]);
  });
});
