/** The notice at the end of a day’s sending, and how it is turned off. */
import { screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { openWindow } from '../../../dev/window';

it.each([
  ['', 'When a day’s sending is done', 'Tell the desktop', 'Say nothing'],
  ['&lang=fr', 'Quand l’envoi du jour est terminé', 'Prévenir sur le bureau', 'Ne rien dire'],
])('notices are turned off and on with the keyboard %s', async (more, group, shown, quiet) => {
  const { user, backend } = await openWindow(`?fake=1${more}`, '#/settings');
  expect(await screen.findByRole('radiogroup', { name: group })).toBeTruthy();
  const off = screen.getByRole<HTMLInputElement>('radio', { name: quiet });
  expect(off.checked).toBe(false);
  screen.getByRole('radio', { name: shown }).focus();
  await user.keyboard('{ArrowRight}');
  await expect.poll(async () => (await backend.start()).settings.quiet).toBe(true);
  expect(off.checked).toBe(true);
  await user.keyboard('{ArrowLeft}');
  await expect.poll(async () => (await backend.start()).settings.quiet).toBe(false);
});
