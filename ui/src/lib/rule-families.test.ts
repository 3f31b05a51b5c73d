import { expect, it } from 'vitest';
import type { Rule } from '../ipc/bindings';
import { families, limitText } from './rule-families';

const rule = (id: string) => ({ id }) as Rule;

it('puts what is checked first and what is unknown last', () => {
  const found = families(
    ['zoo.new', 'api.px', 'series.title.max', 'elig.age', 'own.video.vfr', 'series.desc.max'].map(
      rule,
    ),
  );
  expect(found.map(({ name, rules }) => [name, rules.length])).toEqual([
    ['series', 2],
    ['own', 1],
    ['elig', 1],
    ['api', 1],
    ['zoo', 1],
  ]);
});

it('words every kind of limit', () => {
  expect(limitText({ kind: 'time', value: 1_200_000_000 })).toBe('20:00');
  expect(limitText({ kind: 'money', value: 18_999 })).toBe('$189.99');
  expect(limitText({ kind: 'number', value: 10_000 })).toBe('10,000');
  expect(limitText({ kind: 'bytes', value: 4_294_967_296 })).toMatch(/^4\.3.GB$/);
  expect(limitText({ kind: 'range', value: { min: 23, max: 60 } })).toBe('23 to 60');
  expect(limitText({ kind: 'names', value: ['h264', 'hevc'] })).toBe('h264, hevc');
  expect(limitText({ kind: 'flag', value: true })).toBe('yes');
  expect(limitText(null)).toBe('no number published');
});
