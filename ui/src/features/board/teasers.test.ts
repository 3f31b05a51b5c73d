/** Teasers on the board: free, behind what is sold, with numbers of their own. */
import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const BOARD = '#/draft/draft1/board';
const card = (title: RegExp) => screen.findByRole('gridcell', { name: title });
const spoken = () => document.querySelector('[aria-live="assertive"]')?.textContent;
const names = () =>
  screen.getAllByRole('gridcell').map((one) => one.getAttribute('aria-label')?.split(',')[0]);

it('stand in a group of their own, are counted by themselves, and are asked for no length', async () => {
  await openWindow('?fake=34&teasers=2', BOARD);
  const group = (await screen.findByRole('rowheader', { name: /^Teasers/ })).parentElement!;
  const free = within(group).getAllByRole('gridcell');
  expect(free.map((one) => one.getAttribute('aria-label')?.slice(0, 2))).toEqual(['T1', 'T2']);
  // The last is 24 seconds long.
  expect(free[1]?.querySelector('.block')).toBeNull();
  expect(screen.getByText(/of 80 episodes/).textContent).toBe('32 of 80 episodes');
  expect(screen.getByText(/of 34 ready/).textContent).toBe('32 of 34 ready');
  expect(screen.getByRole('img', { name: /^32 episodes by length/ })).toBeTruthy();
  expect(await axeFindings()).toEqual([]);
});

it('are made by name, one or several, and taken back by their chip or by undo', async () => {
  const { user, session } = await openWindow('?fake=5', BOARD);
  (await card(/^2,/)).focus();
  await user.keyboard('{Control>}k{/Control}');
  await user.keyboard('teaser post{Enter}');
  await expect.poll(spoken).toBe('1 episode is a free teaser now, behind all that is sold.');
  const free = await card(/^T1,/);
  expect(names()).toEqual(['1', '2', '3', '4', 'T1']);
  expect(session.view?.draft.episodes[4]).toMatchObject({ id: 'ep1x1', target: 'tiktok-post' });
  await waitFor(() => expect(document.activeElement).toBe(free));

  await user.click(within(free).getByRole('button', { name: 'Free teaser: Post' }));
  await user.click(screen.getByRole('menuitem', { name: 'Sell it in the series' }));
  await expect.poll(spoken).toBe('1 episode is sold in the series now.');
  await expect.poll(names).toEqual(['1', '2', '3', '4', '5']);

  await user.click(await card(/^1,/));
  await user.keyboard('{Shift>}');
  await user.click(await card(/^2,/));
  await user.keyboard('{/Shift}');
  await user.click(screen.getByRole('button', { name: 'Sell or give away' }));
  expect(screen.getByRole('menuitem', { name: 'Sell it in the series' })).toHaveProperty(
    'disabled',
    true,
  );
  await user.click(screen.getByRole('menuitem', { name: /a draft in the inbox$/ }));
  await expect.poll(names).toEqual(['1', '2', '3', 'T1', 'T2']);
  expect(session.view?.undoes).toBe('send');
  await user.keyboard('{Control>}z{/Control}');
  await expect.poll(names).toEqual(['1', '2', '3', '4', '5']);
});

it('move among themselves, and nothing that is sold moves among them', async () => {
  const { user, session } = await openWindow('?fake=5&teasers=2', BOARD);
  (await card(/^T2,/)).focus();
  await user.keyboard(' {Home}');
  await expect.poll(spoken).toMatch(/before all other teasers\. It becomes T1\.$/);
  await user.keyboard(' ');
  const order = () => session.view?.draft.episodes.map(({ id }) => id.slice(4)).join('');
  await expect.poll(order).toBe('01243');
  (await card(/^1,/)).focus();
  await user.keyboard(' {End}');
  await expect.poll(spoken).toMatch(/after 3, .* It becomes 3\.$/);
  await user.keyboard(' ');
  await expect.poll(order).toBe('12043');
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toMatch(/^3,/);
  (await card(/^T1,/)).focus();
  await user.keyboard('{Escape}m');
  expect(await screen.findByText('From 1 to 2')).toBeTruthy();
  await user.keyboard('2{Enter}');
  await expect.poll(order).toBe('12034');
});

it('and what is sold, chosen together, each move among their own, and the others are said to stay', async () => {
  const { user, session } = await openWindow('?fake=5&teasers=2', BOARD);
  const order = () => session.view?.draft.episodes.map(({ id }) => id.slice(4)).join('');
  await user.click(await card(/^2,/));
  await user.keyboard('{Shift>}');
  await user.click(await card(/^T1,/));
  await user.keyboard('{/Shift}');
  (await card(/^2,/)).focus();
  await user.keyboard(' ');
  await expect
    .poll(spoken)
    .toBe(
      '2 episodes grabbed. Arrows move them, Space drops them, Escape puts them back. 1 selected teaser stays: teasers move among themselves.',
    );
  await user.keyboard('{Home}');
  expect(await screen.findByText('2 become 1–2; 1 stays')).toBeTruthy();
  await user.keyboard(' ');
  await expect.poll(order).toBe('12034');

  (await card(/^T1,/)).focus();
  await user.keyboard('m');
  const field = await screen.findByRole('textbox', { name: /number/i });
  const hint = document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
  expect(hint?.trim()).toBe('From 1 to 2. 1 selected teaser stays: teasers move among themselves.');
});

it('are made, and sold again, from the menu of the one card, by the pointer and by keys', async () => {
  const { user, session } = await openWindow('?fake=3', BOARD);
  await user.pointer({ keys: '[MouseRight]', target: await card(/^1,/) });
  const menu = await screen.findByRole('menu', { name: 'Menu of the episode' });
  expect(within(menu).queryByRole('menuitem', { name: 'Sell it in the series' })).toBeNull();
  expect(await axeFindings()).toEqual([]);
  await user.click(within(menu).getByRole('menuitem', { name: 'Make it a teaser: a post' }));
  await expect.poll(names).toEqual(['1', '2', 'T1']);
  expect(screen.queryByRole('menu')).toBeNull();
  await waitFor(async () => expect(document.activeElement).toBe(await card(/^T1,/)));

  await user.keyboard('{Shift>}{F10}{/Shift}');
  expect(await screen.findByRole('menuitem', { name: /a draft in the inbox$/ })).toBeTruthy();
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(await card(/^T1,/));
  await user.keyboard('{ContextMenu}');
  (await screen.findByRole('menuitem', { name: 'Sell it in the series' })).focus();
  await user.keyboard('{Enter}');
  await expect.poll(names).toEqual(['1', '2', '3']);
  expect(session.view?.undoes).toBe('send');
});
