/** Accounts in the settings, on the fake. */
import { screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

beforeEach(() => localStorage.clear());

/** A text that stands in the page; it is spoken, too. */
const inPage = (text: string) => screen.findByText(text, { selector: 'main p' });

it('takes keys, logs in and out, and says where both are kept', async () => {
  const { user } = await openWindow('?fake=3&nokeys', '#/settings');
  const keep = await screen.findByRole('button', { name: 'Keep the keys' });
  expect(keep).toHaveProperty('disabled', true);
  expect(screen.getByText('http://127.0.0.1:*/callback/')).toBeTruthy();
  await user.type(screen.getByLabelText('Client key'), 'a b');
  await user.type(screen.getByLabelText('Client secret'), 's');
  await user.click(keep);
  await screen.findByText(/That is no pair of app keys/);
  await user.clear(screen.getByLabelText('Client key'));
  await user.type(screen.getByLabelText('Client key'), 'awkey');
  await user.click(keep);
  await inPage('The keys of awkey are kept in the keychain.');
  expect(document.body.textContent).not.toContain('no pair of app keys');
  await user.click(screen.getByRole('button', { name: 'Log in with TikTok…' }));
  await screen.findByText('@ada.bakes');
  expect(await axeFindings()).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Log out Ada bakes' }));
  await inPage('Ada bakes is logged out; nothing of the login is kept.');
});

it('says what is not allowed, and what ends soon', async () => {
  await openWindow('?fake=3&accounts', '#/settings');
  await screen.findByText(/^Ends on .* unless it is used/);
  expect(screen.getByText(/Without it, that part does not work/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Log in with another account…' })).toBeTruthy();
});

it('asks what to do without a keychain', async () => {
  const { user } = await openWindow('?fake=3&nokeychain', '#/settings');
  await screen.findByText(/This computer has no keychain/);
  await user.click(screen.getByRole('button', { name: 'Keep for this session only' }));
  await screen.findByText(/kept in memory, and forgotten/);
});
