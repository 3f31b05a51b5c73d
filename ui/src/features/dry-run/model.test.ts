import { describe, expect, it } from 'vitest';
import type { DryRow, DryRunView } from '../../ipc/bindings';
import { anewOf, AS_IT_CAME, asTicked, missingRoom, noneOf, shareOf, ticking } from './model';

const row = (more: Partial<DryRow>) => ({ key: 'a', ticked: true, ...more }) as DryRow;

describe('ticks', () => {
  const rows = [row({ key: 'a' }), row({ key: 'b', ticked: false })];
  const on = (ticks: typeof AS_IT_CAME) => asTicked(rows, ticks).map(({ ticked }) => ticked);

  it('are as Rust says, until a hand says otherwise', () => {
    expect(on(AS_IT_CAME)).toEqual([true, false]);
    const off = ticking(AS_IT_CAME, 'a', false);
    expect(on(off)).toEqual([false, false]);
    expect(on(ticking(off, 'a', true))).toEqual([true, false]);
    expect(on(ticking(AS_IT_CAME, 'b', true))).toEqual([true, true]);
    expect(on(noneOf(rows))).toEqual([false, false]);
  });

  it('name a row once, however often it is ticked', () => {
    let ticks = AS_IT_CAME;
    for (const on of [false, true, false, false]) ticks = ticking(ticks, 'a', on);
    expect(ticks).toEqual({ ticked: [], unticked: ['a'] });
  });
});

describe('what is encoded anew', () => {
  it('is none, all or some of it', () => {
    const share = (encoded: number) => shareOf(row({ encoded, length: 1000 }));
    expect([0, 1, 994, 995, 1000].map(share)).toEqual(['none', 'some', 'some', 'all', 'all']);
  });

  it('is drawn where it is, wide enough to be seen, and within the bar', () => {
    const spans = (...anew: DryRow['anew']) => anewOf(row({ anew, length: 1000 }));
    expect(spans({ in: 500, out: 750 })).toEqual([{ left: 0.5, width: 0.25 }]);
    const [thin] = spans({ in: 999, out: 1000 });
    expect(thin!.width).toBeGreaterThan(0.01);
    expect(thin!.left + thin!.width).toBeCloseTo(1);
    expect(anewOf(row({ anew: [{ in: 0, out: 1 }], length: 0 }))).toEqual([]);
  });
});

it('knows when there is not enough room', () => {
  const of = (bytes: number, freeBytes: number | null) =>
    missingRoom({ run: { total: { bytes } }, freeBytes } as DryRunView);
  expect([of(10, 10), of(11, 10), of(11, null)]).toEqual([0, 1, 0]);
});
