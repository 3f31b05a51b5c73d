import { expect, it } from 'vitest';
import type { Rule } from '../../ipc/bindings';
import { families, isBytes, limitValues } from './model';

const rule = (id: string) => ({ id }) as Rule;

it('puts what is checked first and what is unknown last', () => {
  const found = families(
    ['zoo.new', 'api.px', 'series.title.max', 'elig.age', 'own.video.vfr', 'series.desc.max'].map(rule),
  );
  expect(found.map(({ name, rules }) => [name, rules.length])).toEqual([
    ['series', 2],
    ['own', 1],
    ['elig', 1],
    ['api', 1],
    ['zoo', 1],
  ]);
});

it('knows bytes from counts', () => {
  expect(isBytes('series.size.max_bytes')).toBe(true);
  expect(isBytes('api.size.max')).toBe(true);
  expect(isBytes('api.chunk.min')).toBe(true);
  expect(isBytes('api.chunk.count')).toBe(false);
  expect(isBytes('series.videos.max')).toBe(false);
});

it('words every kind of limit', () => {
  expect(limitValues('series.duration.max_s', { kind: 'time', value: 1_200_000_000 })).toEqual([
    { kind: 'time', value: 1_200_000_000 },
  ]);
  expect(limitValues('series.videos.max', { kind: 'number', value: 80 })).toEqual([
    { kind: 'count', value: 80 },
  ]);
  expect(limitValues('api.size.max', { kind: 'number', value: 4_294_967_296 })).toEqual([
    { kind: 'bytes', value: 4_294_967_296 },
  ]);
  expect(limitValues('api.codec', { kind: 'names', value: ['h264', 'hevc'] })).toHaveLength(2);
  expect(limitValues('series.title.max', null)).toEqual([]);
});
