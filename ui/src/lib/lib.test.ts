import { describe, expect, it, vi } from 'vitest';
import { isText, matches, press, spell } from './commands.svelte';
import { readRoute, writeRoute, type Route } from './route.svelte';
import { readTimecode } from './timecode';

describe('timecodes', () => {
  it.each([
    ['18:47.2', 1_127_200_000],
    ['1:32:40', 5_560_000_000],
    ['12,34', 12_340_000],
    ['20:00.001', 1_200_001_000],
    ['90', 90_000_000],
  ])('reads %s', (text, micros) => expect(readTimecode(text)).toBe(micros));

  it.each(['', ':', '1:60', '1:2:3:4', '-1', '1e3', '1.2345678', 'a'])('refuses "%s"', (text) =>
    expect(readTimecode(text)).toBeNull(),
  );
});

describe('routes', () => {
  const routes: Route[] = [
    { at: 'shelf' },
    { at: 'settings' },
    { at: 'board', draft: 'd1', detail: null },
    { at: 'cutting', draft: 'd1', detail: 'a/b ü' },
  ];
  it.each(routes)('reads what it writes: $at', (route) =>
    expect(readRoute(writeRoute(route))).toEqual(route),
  );

  it('takes anything else for the shelf or the board', () => {
    expect(readRoute('#/nonsense')).toEqual({ at: 'shelf' });
    expect(readRoute('')).toEqual({ at: 'shelf' });
    expect(readRoute('#/draft/d1/nowhere')).toEqual({ at: 'board', draft: 'd1', detail: null });
  });
});

describe('keys', () => {
  const key = (key: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent('keydown', { key, ...more });

  it('tells modifiers apart', () => {
    expect(matches(key('z', { ctrlKey: true }), 'Mod+Z')).toBe(true);
    expect(matches(key('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false);
    expect(matches(key('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z')).toBe(true);
    expect(matches(key('?', { shiftKey: true }), '?')).toBe(true);
    expect(matches(key('m', { ctrlKey: true }), 'M')).toBe(false);
  });

  it('spells them', () => expect(spell('Mod+Shift+Z')).toEqual(['Ctrl', 'Shift', 'Z']));

  it('does not run what is not there', () => {
    const event = key('q');
    const prevent = vi.spyOn(event, 'preventDefault');
    press(event);
    expect(prevent).not.toHaveBeenCalled();
  });

  it('knows where a person writes', () => {
    const range = Object.assign(document.createElement('input'), { type: 'range' });
    expect(isText(range)).toBe(false);
    expect(isText(document.createElement('textarea'))).toBe(true);
    expect(isText(document.body)).toBe(false);
  });
});
