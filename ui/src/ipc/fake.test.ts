/** The fake means the same as `series/src/edit.rs`: its cases are that file's rules. */
import { describe, expect, it } from 'vitest';
import type { Edit } from './bindings';
import { apply } from './fake/edits';
import { makeDraft } from './fake/samples';

const draft = makeDraft({ title: 'Bread', episodes: 5, seed: 1, price: 999 });
const id = (i: number) => `ep1x${i}`;
const order = (edit: Edit) => apply(draft, edit).episodes.map((one) => Number(one.id.slice(4)));

describe('move', () => {
  it('keeps the order among the moved', () =>
    expect(
      order({ edit: 'move', episodes: [id(4), id(0)], place: { at: 'before', episode: id(2) } }),
    ).toEqual([1, 0, 4, 2, 3]));

  it('beside a moved episode means where that one stood', () =>
    expect(
      order({ edit: 'move', episodes: [id(1), id(3)], place: { at: 'after', episode: id(3) } }),
    ).toEqual([0, 2, 1, 3, 4]));

  it('names no episode: refused', () =>
    expect(() => order({ edit: 'move', episodes: [], place: { at: 'last' } })).toThrow());
});

it('drops a clip with its last episode', () => {
  const after = apply(draft, { edit: 'remove', episodes: [id(0)] });
  expect(Object.keys(after.clips)).toHaveLength(4);
});

it('takes a trim that keeps everything for none', () => {
  const all = draft.clips['clip1x0']!.facts.duration;
  const trimmed = (trim: { in: number; out: number }) =>
    apply(draft, { edit: 'trim', episode: id(0), trim }).episodes[0]?.trim;
  expect(trimmed({ in: 0, out: all })).toBeNull();
  expect(trimmed({ in: 1, out: all })).toEqual({ in: 1, out: all });
  expect(() => trimmed({ in: 5, out: 5 })).toThrow();
  expect(() => trimmed({ in: 0, out: all + 1 })).toThrow();
});

it('cleans titles and refuses empty ones', () => {
  const retitled = apply(draft, { edit: 'retitle', episode: id(0), title: ' A\nB ' });
  expect(retitled.episodes[0]?.title).toBe('A B');
  expect(() => apply(draft, { edit: 'retitle', episode: id(0), title: '\n ' })).toThrow();
});

it('confirms only the present price', () => {
  expect(apply(draft, { edit: 'confirm_price', price: 999 }).confirmedPrice).toBe(999);
  expect(() => apply(draft, { edit: 'confirm_price', price: 998 })).toThrow();
});
