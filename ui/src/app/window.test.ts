/** The window as a person without a mouse meets it. */
import { screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../dev/window';

const BOARD = '#/draft/draft1/board';
const card = (title: string | RegExp) => screen.findByRole('gridcell', { name: title });
const titles = () =>
  screen.getAllByRole('gridcell').map((one) => one.getAttribute('aria-label')?.split(', ')[1]);
const spoken = () => document.querySelector('[aria-live="assertive"]')?.textContent;

beforeEach(() => localStorage.clear());

describe('the board by keys', () => {
  it('moves a card, tells so, and takes it back', async () => {
    const { user } = await openWindow('?fake=5', BOARD);
    (await card(/^1, Welcome/)).focus();
    await user.keyboard(' ');
    expect(spoken()).toMatch(/^1 episode grabbed/);
    await user.keyboard('{ArrowRight}');
    expect(spoken()).toBe('1 episode, after 2, Flour, water, salt, time. It becomes 2.');
    await user.keyboard(' ');
    await expect.poll(spoken).toBe('Dropped. It becomes 2.');
    expect(titles().slice(0, 2)).toEqual(['Flour', 'Welcome to your first loaf']);
    expect(document.activeElement).toBe(await card(/Welcome/));
    await user.keyboard('{Control>}z{/Control}');
    await expect.poll(() => titles()[0]).toBe('Welcome to your first loaf');
  });

  it('leaves everything on Escape', async () => {
    const { user, session } = await openWindow('?fake=5', BOARD);
    (await card(/^3,/)).focus();
    await user.keyboard(' {Home}{Escape}');
    expect(spoken()).toBe('Cancelled. Everything is where it was.');
    expect(session.view?.revision).toBe(1);
  });

  it('selects with Shift and arrows and removes; the keyboard goes on', async () => {
    const { user } = await openWindow('?fake=5', BOARD);
    (await card(/^1,/)).focus();
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(screen.getAllByRole('gridcell', { selected: true })).toHaveLength(2);
    await user.keyboard('{Delete}');
    await expect.poll(() => titles().length).toBe(3);
    expect(spoken()).toBe('2 episodes removed. Undo brings them back.');
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toMatch(/^1, Make/);
  });

  it('writes titles: Enter keeps, Escape restores, Tab goes to the next', async () => {
    const { user } = await openWindow('?fake=5', BOARD);
    (await card(/^1,/)).focus();
    await user.keyboard('{F2}');
    await user.keyboard('Bread{Tab}');
    await expect.poll(() => titles()[0]).toBe('Bread');
    const second = await screen.findByRole('textbox', { name: 'Title of episode 2' });
    expect(document.activeElement).toBe(second);
    await user.keyboard('Nothing{Escape}');
    await expect.poll(() => document.activeElement).toBe(await card(/^2, Flour/));
  });

  it('moves to a number', async () => {
    const { user } = await openWindow('?fake=5', BOARD);
    (await card(/^1,/)).focus();
    await user.keyboard('m');
    await user.keyboard('9{Enter}');
    expect(await screen.findByText('Write a number from 1 to 5.')).toBeTruthy();
    await user.keyboard('{Backspace}5{Enter}');
    await expect.poll(() => titles()[4]).toBe('Welcome to your first loaf');
  });
});

describe('findings', () => {
  it('are fixed by their button and can be undone in place', async () => {
    const { user, session } = await openWindow('?fake=5', BOARD);
    await user.click(await screen.findByRole('button', { name: 'Trim to 20:00' }));
    const row = (await screen.findByText('Fixed')).closest('li')!;
    expect(session.episode('ep1x3')?.trim?.out).toBe(1_200_000_000);
    await user.click(within(row).getByRole('button', { name: 'Undo' }));
    await expect.poll(() => session.episode('ep1x3')?.trim).toBeNull();
    expect(screen.queryByText('Fixed')).toBeNull();
  });

  it('lead to their card', async () => {
    const { user } = await openWindow('?fake=34', BOARD);
    await user.click(await screen.findByRole('button', { name: /^12.*Bulk/ }));
    expect((await card(/^12,/)).className).toContain('outlined');
  });
});

describe('files', () => {
  it('dropped on the board are imported; what is refused is listed with the reason', async () => {
    const { user, backend } = await openWindow('?fake=3', BOARD);
    await card(/^1,/);
    backend.drag({ kind: 'drop', x: 9999, y: 9999, paths: ['/a/Rye.mp4', '/a/notes.txt'] });
    const told = await screen.findAllByText('1 episode added');
    expect(told.length).toBeGreaterThan(0);
    await expect.poll(() => titles().at(-1)).toBe('Rye');
    await user.click(screen.getByRole('button', { name: 'Which files' }));
    expect(await screen.findByText(/notes\.txt is not a video/)).toBeTruthy();
  });

  it('dropped on the shelf begin a series', async () => {
    const { backend, session } = await openWindow('?fake=3', '#/');
    await screen.findByRole('link', { name: 'Sourdough from zero' });
    backend.drag({ kind: 'drop', x: 5, y: 5, paths: ['/a/Rye bread'] });
    await expect.poll(() => session.view?.draft.title).toBe('Rye bread');
    expect(location.hash).toMatch(/board$/);
  });
});

describe('palette', () => {
  it('finds an episode without its accents and goes there', async () => {
    const { user } = await openWindow('?fake=34', BOARD);
    await card(/^1,/);
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('batard{Enter}');
    await expect.poll(() => location.hash).toBe('#/draft/draft1/cutting/ep1x15');
  });
});

describe('language', () => {
  it('changes at once, everywhere', async () => {
    const { session } = await openWindow('?fake=34', BOARD);
    await card(/^1,/);
    await session.saveSettings({ ...session.start.settings, language: 'fr' });
    expect(await screen.findByRole('link', { name: 'Salle de montage' })).toBeTruthy();
  });
});

describe('axe finds nothing wrong with', () => {
  it.each([
    ['the shelf', '?fake=34', '#/'],
    ['the board', '?fake=34&lost&ugly', BOARD],
    ['81 episodes', '?fake=81', BOARD],
    ['an empty board', '?fake=0', BOARD],
    ['a board without ffmpeg', '?fake=3&noffmpeg', BOARD],
    ['a board in French', '?fake=3&lang=fr', BOARD],
  ])('%s', async (_, search, hash) => {
    await openWindow(search, hash);
    await screen.findAllByRole('heading');
    expect(await axeFindings()).toEqual([]);
  });
});
