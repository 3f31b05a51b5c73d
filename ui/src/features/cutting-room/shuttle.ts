/** J, K and L: how fast the picture runs, backwards below 0. */

/** The keys of the shuttle. */
export type ShuttleKey = 'j' | 'k' | 'l';

const FASTEST = 8;

/** The rate after a key: L and J start, then double; the other way first stops what runs. */
export const shuttled = (rate: number, key: ShuttleKey): number => {
  if (key === 'k') return 0;
  const way = key === 'l' ? 1 : -1;
  if (rate * way < 0) return 0;
  return rate === 0 ? way : way * Math.min(Math.abs(rate) * 2, FASTEST);
};
