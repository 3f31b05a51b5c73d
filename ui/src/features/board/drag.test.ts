import { describe, expect, it } from 'vitest';
import * as drag from './drag';
import { IDLE, next, type Drag, type DragEvent, type Snapshot } from './drag';

const order = ['a', 'b', 'c', 'd', 'e'];
const snapshot = (lifted: string[], shown = order): Snapshot => ({
  order,
  lifted,
  gaps: drag.gapsOf(order, shown),
});
const play = (events: DragEvent[], from: Drag = IDLE) => events.reduce(next, from);
const at = (x: number, y = 0) => ({ x, y });

describe('by pointer', () => {
  const press: DragEvent = { type: 'press', at: at(10, 10), snapshot: snapshot(['b']) };

  it('is a click until the pointer has gone far enough', () => {
    const near = play([press, { type: 'move', at: at(14, 10), gap: 4 }]);
    expect(near.phase).toBe('pointing');
    expect(next(near, { type: 'release' })).toEqual(IDLE);
    expect(play([{ type: 'move', at: at(14.1, 10), gap: 4 }], near).phase).toBe('dragging');
  });

  it('drops where the last frame was', () => {
    const dropped = play([
      press,
      { type: 'move', at: at(50), gap: 1 },
      { type: 'move', at: at(90), gap: 4 },
      { type: 'release' },
    ]);
    expect(dropped).toMatchObject({ phase: 'dropped', place: { at: 'before', episode: 'e' } });
  });

  it('drops nowhere beside where it was', () => {
    for (const gap of [1, 2]) {
      const dropped = play([press, { type: 'move', at: at(50), gap }, { type: 'release' }]);
      expect(dropped).toMatchObject({ phase: 'dropped', place: null });
    }
  });

  it('leaves everything when cancelled, and begins anew', () => {
    const cancelled = play([press, { type: 'move', at: at(50), gap: 5 }, { type: 'cancel' }]);
    expect(cancelled.phase).toBe('cancelled');
    expect(next(cancelled, press).phase).toBe('pointing');
  });

  it('does not listen to keys', () => {
    const dragging = play([press, { type: 'move', at: at(50), gap: 5 }]);
    expect(next(dragging, { type: 'step', by: -1 })).toEqual(dragging);
  });
});

describe('by keys', () => {
  const gapAfter = (lifted: string[], steps: number[], shown = order) => {
    const held = play([{ type: 'grab', snapshot: snapshot(lifted, shown) }]);
    const moved = steps.reduce((state, by) => next(state, { type: 'step', by }), held);
    return moved.phase === 'dragging' ? moved.gap : null;
  };
  const after = (lifted: string[], steps: number[]) =>
    drag.reordered(snapshot(lifted), gapAfter(lifted, steps) ?? 0).join('');

  it('moves one place a step, never standing still', () => {
    expect(after(['b'], [1])).toBe('acbde');
    expect(after(['b'], [1, 1])).toBe('acdbe');
    expect(after(['b'], [-1])).toBe('bacde');
    expect(after(['b'], [1, -1])).toBe('abcde');
    expect(after(['b'], [99])).toBe('acdeb');
    expect(after(['b'], [-Infinity])).toBe('bacde');
    expect(after(['b'], [Infinity])).toBe('acdeb');
  });

  it('gathers scattered cards', () => {
    expect(after(['a', 'd'], [1])).toBe('badce');
    expect(after(['a', 'd'], [2])).toBe('bcade');
  });

  it('steps only beside shown cards', () => {
    // Of a filtered board with b and e: before b, before e, behind e.
    expect(gapAfter(['b'], [1], ['b', 'e'])).toBe(4);
    expect(gapAfter(['b'], [2], ['b', 'e'])).toBe(5);
  });

  it('drops and cancels', () => {
    const held = play([{ type: 'grab', snapshot: snapshot(['a']) }]);
    const moved = next(held, { type: 'step', by: Infinity });
    expect(next(moved, { type: 'drop' })).toMatchObject({
      phase: 'dropped',
      place: { at: 'last' },
    });
    expect(next(moved, { type: 'cancel' }).phase).toBe('cancelled');
  });
});

describe('numbers', () => {
  it('says which numbers the lifted become', () => {
    expect(drag.become(snapshot(['a', 'c']), 4)).toEqual({ first: 3, last: 4 });
    expect(drag.become(snapshot(['d']), 0)).toEqual({ first: 1, last: 1 });
  });

  it('keeps every card and the order among the lifted, wherever they go', () => {
    for (let mask = 1; mask < 32; mask += 1) {
      const lifted = order.filter((_, i) => mask & (1 << i));
      for (let gap = 0; gap <= 5; gap += 1) {
        const result = drag.reordered(snapshot(lifted), gap);
        expect(result.toSorted()).toEqual(order);
        const { first, last } = drag.become(snapshot(lifted), gap);
        expect(result.slice(first - 1, last)).toEqual(lifted);
      }
    }
  });
});
