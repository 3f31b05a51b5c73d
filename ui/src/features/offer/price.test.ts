import { describe, expect, it } from 'vitest';
import {
  breakEven,
  chart,
  kept,
  nextPrice,
  perEpisode,
  perMinute,
  position,
  priceAt,
  priceMarks,
} from './price';

const range = { least: 99, most: 18_999 };

describe('the price slider', () => {
  it('has exact ends', () => {
    expect(priceAt(0, range)).toBe(99);
    expect(priceAt(1, range)).toBe(18_999);
    expect(priceAt(-0.2, range)).toBe(99);
    expect(priceAt(1.2, range)).toBe(18_999);
    expect(position(99, range)).toBe(0);
    expect(position(18_999, range)).toBe(1);
    expect(position(98, range)).toBe(0);
    expect(position(19_000, range)).toBe(1);
  });

  it('has exact ends for limits that are not …99 too', () => {
    const odd = { least: 150, most: 5_050 };
    expect(priceAt(0, odd)).toBe(150);
    expect(priceAt(1, odd)).toBe(5_050);
    expect(priceAt(0.001, odd)).toBeGreaterThanOrEqual(150);
    expect(priceAt(0.999, odd)).toBeLessThanOrEqual(5_050);
    expect(nextPrice(150, -1, odd)).toBe(150);
    expect(nextPrice(4_999, 1, odd)).toBe(5_050);
  });

  it('finds every …99 again where it shows it', () => {
    for (let price = 99; price <= 18_999; price += 100) {
      expect(priceAt(position(price, range), range)).toBe(price);
    }
  });

  it('never runs backwards', () => {
    let before = 0;
    for (let i = 0; i <= 1000; i++) {
      const price = priceAt(i / 1000, range);
      expect(price).toBeGreaterThanOrEqual(before);
      before = price;
    }
  });

  it('steps over …99', () => {
    expect(nextPrice(2_999, 1, range)).toBe(3_099);
    expect(nextPrice(2_999, -1, range)).toBe(2_899);
    expect(nextPrice(3_050, 1, range)).toBe(3_099);
    expect(nextPrice(3_050, -1, range)).toBe(2_999);
    expect(nextPrice(99, -1, range)).toBe(99);
    expect(nextPrice(18_999, 10, range)).toBe(18_999);
  });

  it('marks its ends and leaves room between marks', () => {
    expect(priceMarks(range)).toEqual([99, 500, 2000, 6000, 18_999]);
    expect(priceMarks({ least: 450, most: 2_100 })).toEqual([450, 2_100]);
  });
});

describe('what it comes to', () => {
  it('per episode and per minute', () => {
    expect(perEpisode(2999, 34)).toBe(88);
    expect(perEpisode(2999, 0)).toBeNull();
    expect(perMinute(2999, 552 * 60_000_000)).toBe(54);
    expect(perMinute(2999, 0)).toBeNull();
  });

  it('breaks even with the sale that pays the last cent', () => {
    const assumed = { fees: 3_000, tax: 0, cost: 45_000 };
    expect(kept(2999, assumed)).toBe(2099);
    expect(breakEven(2999, assumed)).toBe(22);
    expect(breakEven(1000, { fees: 0, tax: 0, cost: 10_000 })).toBe(10);
    expect(breakEven(1000, { fees: 0, tax: 0, cost: 10_001 })).toBe(11);
    expect(breakEven(1000, { fees: 0, tax: 0, cost: 0 })).toBe(0);
    expect(breakEven(1000, { fees: 10_000, tax: 0, cost: 1 })).toBeNull();
    expect(kept(18_999, { fees: 3_000, tax: 1_000, cost: 0 })).toBe(11_969);
  });

  it('draws the crossing inside the chart', () => {
    expect(chart(2999, { fees: 3_000, tax: 0, cost: 45_000 })).toEqual({
      buyers: 60,
      start: -45_000,
      end: 80_940,
      even: 22,
    });
    for (const cost of [0, 1, 999, 45_000, 10_000_000]) {
      const drawn = chart(99, { fees: 5_000, tax: 1_500, cost });
      expect(drawn.even!).toBeLessThanOrEqual(drawn.buyers / 2);
      expect(drawn.end).toBeGreaterThanOrEqual(0);
    }
  });
});
