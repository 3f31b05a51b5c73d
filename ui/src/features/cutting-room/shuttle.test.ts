import { expect, it } from 'vitest';
import { shuttled, type ShuttleKey } from './shuttle';

it.each([
  ['l', 1],
  ['ll', 2],
  ['lll', 4],
  ['lllll', 8],
  ['llk', 0],
  ['j', -1],
  ['jj', -2],
  ['jjjjjj', -8],
  ['jl', 0],
  ['jll', 1],
  ['lj', 0],
  ['ljj', -1],
])('%s runs at %i', (keys, rate) => {
  expect([...keys].reduce((now, key) => shuttled(now, key as ShuttleKey), 0)).toBe(rate);
});
