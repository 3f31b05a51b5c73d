/** What findings offer, and what becomes of episodes: joined, taken apart, treated. */
import { screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const BOARD = '#/draft/draft1/board';
const card = (title: RegExp) => screen.findByRole('gridcell', { name: title });
const spoken = () => document.querySelector('[aria-live="assertive"]')?.textContent;

it('a finding has its best answer as a button, the others in a menu', async () => {
  const { user, session } = await openWindow('?fake=34', BOARD);
  await user.click(await screen.findByRole('button', { name: /^Other ways: 34,/ }));
  const menu = screen.getByRole('menu');
  expect(await axeFindings()).toEqual([]);
  await user.click(within(menu).getByRole('menuitem', { name: 'Remove' }));
  const fixed = (await screen.findByText('Fixed')).closest('li')!;
  expect(session.view?.draft.episodes).toHaveLength(33);
  await user.click(within(fixed).getByRole('button', { name: 'Undo' }));
  await expect.poll(() => session.view?.draft.episodes.length).toBe(34);
});

it('Escape closes the menu and gives the keyboard back', async () => {
  const { user } = await openWindow('?fake=34', BOARD);
  const button = await screen.findByRole('button', { name: /^Other ways: 4,/ });
  button.focus();
  await user.keyboard('{Enter}');
  expect(document.activeElement).toBe(
    screen.getByRole('menuitem', { name: 'Split into episodes…' }),
  );
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(button);
  expect(screen.queryByRole('menu')).toBeNull();
});

it('Split leads to the split panel of that episode', async () => {
  const { user } = await openWindow('?fake=34', BOARD);
  await user.click(await screen.findByRole('button', { name: 'Split…' }));
  expect(decodeURIComponent(location.hash)).toBe('#/draft/draft1/cutting/ep1x11/split');
});

it('Join joins with the neighbour', async () => {
  const { user, session } = await openWindow('?fake=34', BOARD);
  await user.click(await screen.findByRole('button', { name: 'Join with 33' }));
  await expect.poll(() => session.view?.draft.episodes.at(-1)?.joined).toHaveLength(1);
  expect(await screen.findByText('Fixed')).toBeTruthy();
});

it('the chosen are joined by a key, and taken apart on their card', async () => {
  const { user, session } = await openWindow('?fake=5', BOARD);
  (await card(/^1,/)).focus();
  await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
  expect(screen.getByRole('toolbar', { name: '2 episodes selected' })).toBeTruthy();
  await user.keyboard('j');
  await expect.poll(spoken).toMatch(/^2 episodes joined into number 1/);
  // 4:10 and 11:42.
  const joined = await card(/^1, .*15:52/);
  expect(screen.queryByRole('toolbar')).toBeNull();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(joined).getByRole('button', { name: '2 parts' }));
  await user.click(screen.getByRole('menuitem', { name: /^Take the episode apart/ }));
  await expect.poll(spoken).toBe('Taken apart: 2 episodes.');
  expect(session.view?.draft.episodes).toHaveLength(5);
});

it('a treatment shows on the card, and is taken back there', async () => {
  const { user, session } = await openWindow('?fake=9', BOARD);
  await user.click(await screen.findByRole('button', { name: 'To 29.97 fps' }));
  const treated = await card(/^8,/);
  await user.click(await within(treated).findByRole('button', { name: 'Even fps' }));
  await user.click(screen.getByRole('menuitem', { name: /^Leave picture and sound/ }));
  await expect.poll(() => session.episode('ep1x7')?.treatment?.even).toBe(false);
  expect(within(treated).queryByRole('button', { name: 'Even fps' })).toBeNull();
});
