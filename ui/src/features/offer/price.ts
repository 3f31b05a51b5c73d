/** The price desk's arithmetic. Prices are whole cents; shares are whole hundredths of a percent. */
import type { Cents, Micros } from '../../ipc/bindings';

/** The lowest and the highest price the rules allow. */
export interface PriceRange {
  least: Cents;
  most: Cents;
}

/** The share of the slider left of a price, from 0 to 1: equal ratios are equally far apart. */
export const position = (price: Cents, { least, most }: PriceRange): number => {
  if (price <= least || most <= least) return 0;
  if (price >= most) return 1;
  return Math.log(price / least) / Math.log(most / least);
};

/** The price at a share of the slider: both ends exact, between them the nearest `….99`. */
export const priceAt = (share: number, range: PriceRange): Cents => {
  if (share <= 0) return range.least;
  if (share >= 1) return range.most;
  return rounded(range.least * (range.most / range.least) ** share, range);
};

/** The next `….99` above or below a price, within the range. */
export const nextPrice = (price: Cents, by: number, range: PriceRange): Cents => {
  const dollars = by > 0 ? Math.floor((price + 1) / 100) : Math.ceil((price + 1) / 100);
  return within((dollars + by) * 100 - 1, range);
};

const rounded = (price: number, range: PriceRange): Cents =>
  within(Math.round((price + 1) / 100) * 100 - 1, range);

const within = (price: Cents, { least, most }: PriceRange): Cents =>
  Math.min(Math.max(price, least), most);

/** Round prices for below the slider: both ends and what lies well between. */
export const priceMarks = (range: PriceRange): Cents[] => [
  range.least,
  ...[500, 2000, 6000].filter(
    (price) => position(price, range) > 0.12 && position(price, range) < 0.88,
  ),
  range.most,
];

/** What one of `count` costs, to the nearest cent. */
export const perEpisode = (price: Cents, count: number): Cents | null =>
  count > 0 ? Math.round(price / count) : null;

/** What a minute costs, in tenths of a cent. */
export const perMinute = (price: Cents, runningTime: Micros): number | null =>
  runningTime > 0 ? Math.round((price * 10 * 60_000_000) / runningTime) : null;

/** What the creator supposes. TikTok publishes none of it. */
export interface Assumptions {
  /** What store and platform take, in hundredths of a percent of the price. */
  fees: number;
  /** What is withheld as tax, in hundredths of a percent of the rest. */
  tax: number;
  /** What the series cost to make. */
  cost: Cents;
}

/** All of it. */
export const WHOLE = 10_000;

/** What is left of one sale, rounded down. */
export const kept = (price: Cents, { fees, tax }: Assumptions): Cents =>
  Number((BigInt(price) * BigInt(WHOLE - fees) * BigInt(WHOLE - tax)) / BigInt(WHOLE * WHOLE));

/** How many sales pay what it cost; none where no number does. */
export const breakEven = (price: Cents, assumptions: Assumptions): number | null => {
  if (assumptions.cost === 0) return 0;
  const sale = kept(price, assumptions);
  return sale > 0 ? Math.ceil(assumptions.cost / sale) : null;
};

/** What the break-even chart shows. */
export interface Chart {
  /** Buyers at its right edge. */
  buyers: number;
  /** What is left at no buyers: the cost, below zero. */
  start: number;
  /** What is left at its right edge. */
  end: number;
  /** Where it crosses zero, if it does. */
  even: number | null;
}

const ROUND = [1, 2, 4, 6, 10];

/** The chart: wide enough for the crossing to stand well inside. */
export const chart = (price: Cents, assumptions: Assumptions): Chart => {
  const even = breakEven(price, assumptions);
  const wanted = Math.max(10, (even ?? 0) * 2.5);
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const buyers = (ROUND.find((n) => n * magnitude >= wanted) ?? 10) * magnitude;
  const start = 0 - assumptions.cost;
  return { buyers, start, end: start + buyers * kept(price, assumptions), even };
};
