import { beforeEach, expect, it, vi } from 'vitest';
import { GUESS, read, readAmount, readShare, write } from './assumptions';

beforeEach(() => localStorage.clear());

it('keeps what was written, for each draft its own', () => {
  expect(read('a')).toEqual(GUESS);
  write('a', { fees: 1_250, tax: 100, cost: 45_000 });
  expect(read('a')).toEqual({ fees: 1_250, tax: 100, cost: 45_000 });
  expect(read('b')).toEqual(GUESS);
});

it.each(['{', '7', 'null', '{"fees":-1,"tax":1.5,"cost":"x"}', '{"fees":10001}'])(
  'does not believe %s',
  (kept) => {
    localStorage.setItem('showrunner.assumptions.a', kept);
    expect(read('a')).toEqual(GUESS);
  },
);

it('goes on where nothing can be kept', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new Error('full');
  });
  expect(() => write('a', GUESS)).not.toThrow();
});

it('reads shares and amounts as people type them', () => {
  expect(['30', '12,5 %', '0.05%', '100', '100,01', '-1', '', 'a'].map(readShare)).toEqual([
    3_000,
    1_250,
    5,
    10_000,
    null,
    null,
    null,
    null,
  ]);
  expect(['450', '$1.2', '9,99 $', '0', '1.234', '-1', ''].map(readAmount)).toEqual([
    45_000,
    120,
    999,
    0,
    null,
    null,
    null,
  ]);
});
