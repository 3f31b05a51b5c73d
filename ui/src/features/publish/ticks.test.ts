import { beforeEach, expect, it } from 'vitest';
import { readTicks, writeTicks } from './ticks';

beforeEach(() => localStorage.clear());

it('keeps ticks', () => {
  expect(readTicks().size).toBe(0);
  writeTicks(new Set(['elig.age', 'elig.posts_30d']));
  expect([...readTicks()]).toEqual(['elig.age', 'elig.posts_30d']);
});

it.each(['{', '7', '{"a":1}', 'null'])('does not believe %s', (kept) => {
  localStorage.setItem('showrunner.eligibility', kept);
  expect(readTicks().size).toBe(0);
});
