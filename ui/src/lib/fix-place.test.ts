import { expect, it } from 'vitest';
import type { Finding, FixAction, Subject } from '../ipc/bindings';
import { placeOf } from './fix-place';

const SERIES: Subject = { kind: 'series' };
const finding = (action: FixAction | null, subject: Subject = SERIES): Finding => ({
  rule: 'a.rule',
  severity: 'block',
  subject,
  values: {},
  fix: action && { label: { key: 'fix', values: {} }, action },
  others: [],
});

it.each<[FixAction | null, ReturnType<typeof placeOf>]>([
  [
    { do: 'go_to', place: 'title' },
    { kind: 'offer', part: 'title' },
  ],
  [{ do: 'go_to', place: 'board' }, { kind: 'board' }],
  [
    { do: 'cover_from', episode: 'e1' },
    { kind: 'offer', part: 'cover' },
  ],
  [
    { do: 'go_to', place: 'price_confirmation' },
    { kind: 'offer', part: 'price_confirmation' },
  ],
  [
    { do: 'edit', edit: { edit: 'set_price', price: 99 } },
    { kind: 'offer', part: 'price' },
  ],
  [{ do: 'edit', edit: { edit: 'remove', episodes: ['e1'] } }, { kind: 'board' }],
  [null, { kind: 'board' }],
])('%j is answered at %j', (action, place) => {
  expect(placeOf(finding(action))).toEqual(place);
});

it('an episode is answered where it is', () => {
  const subject: Subject = { kind: 'episode', episode: 'e7' };
  expect(placeOf(finding({ do: 'go_to', place: 'title' }, subject))).toEqual(subject);
});
