import { describe, expect, it } from 'vitest';
import type { DeskStep, DeskView } from '../../ipc/bindings';
import { arrange, inPortal, lacks, standingOf, stretch, textOf } from './model';
import { noteOf } from './words';

const step = (kind: DeskStep['kind'], more: Partial<DeskStep> = {}): DeskStep => ({
  id: kind,
  kind,
  number: 1,
  fields: [],
  episode: null,
  file: null,
  tickedAtMs: null,
  skipped: false,
  changed: [],
  ...more,
});
const episode = (number: number, more: Partial<DeskStep> = {}) =>
  step('episode', {
    id: `episode:${number}`,
    episode: { id: `${number}`, number, title: `Lesson ${number}`, length: 0, poster: null },
    ...more,
  });
const done = { tickedAtMs: 1 };
const changed = { tickedAtMs: 1, changed: ['file' as const] };
const skipped = { tickedAtMs: 1, skipped: true };
const view = (steps: DeskStep[], more: Partial<DeskView> = {}) =>
  ({ steps, here: null, kit: {}, guidelines: [], priceConfirmed: true, ...more }) as DeskView;
const ids = (steps: readonly DeskStep[]) => steps.map(({ id }) => id);

describe('a step', () => {
  it('is done only as it is now', () => {
    const all = [{}, done, changed, skipped].map((more) => standingOf(episode(1, more)));
    expect(all).toEqual(['todo', 'done', 'changed', 'skipped']);
  });

  it('says in its line what goes in', () => {
    const price = step('price', { fields: [{ name: 'price', text: '29.99' }] });
    expect(noteOf(price)).toBe('$29.99');
    const told = step('description', { fields: [{ name: 'description', text: 'Loaf 🍞' }] });
    expect(noteOf(told)).toBe('6 characters');
    expect(textOf(step('order', { fields: [{ name: 'order', text: '1 a' }] }))).toBeNull();
  });
});

describe('the list', () => {
  const steps = [
    step('title', done),
    episode(1, done),
    episode(2, skipped),
    episode(3, changed),
    episode(4),
    episode(5),
    step('order'),
    step('submit'),
  ];

  it('has the episodes around the one at hand, skipped ones behind the others', () => {
    const { before, inside, outside, after, current } = arrange(
      view(steps, { here: 'episode:3' }),
      null,
    );
    expect(current?.id).toBe('episode:3');
    expect(ids(before)).toEqual(['title']);
    expect(ids(inside)).toEqual(['episode:1']);
    expect(ids(outside)).toEqual(['episode:4', 'episode:5', 'episode:2']);
    expect(ids(after)).toEqual(['order', 'submit']);
    expect(inPortal(view(steps))).toBe(1);
  });

  it('goes where the creator says; of a step that is gone, back to the first', () => {
    const desk = view(steps, { here: 'episode:3' });
    expect(arrange(desk, 'submit').current?.id).toBe('submit');
    expect(arrange(desk, 'episode:9').current?.id).toBe('episode:3');
    expect(arrange(null, null).current).toBeNull();
  });

  it('names a row by its ends where none is missing', () => {
    expect(stretch([episode(1), episode(2), episode(3)])).toEqual({ from: 1, to: 3 });
    expect(stretch([episode(1), episode(3)])).toBeNull();
    expect(stretch([])).toBeNull();
  });
});

it('counts what is left before a submission', () => {
  const kit = { current: true } as DeskView['kit'];
  const ready = view([step('title', done), episode(1, skipped), step('submit')], { kit });
  expect(lacks(ready)).toEqual([]);
  const left = view([step('title'), episode(1, changed), step('submit')], {
    kit: null,
    priceConfirmed: false,
    guidelines: [
      { point: 'music', tickedAtMs: 1, stale: true },
      { point: 'allowed', tickedAtMs: null, stale: false },
      { point: 'original', tickedAtMs: 1, stale: false },
    ],
  });
  expect(lacks(left)).toEqual([
    { lack: 'kit', count: 1 },
    { lack: 'steps', count: 2 },
    { lack: 'price', count: 1 },
    { lack: 'guidelines', count: 2 },
  ]);
});
