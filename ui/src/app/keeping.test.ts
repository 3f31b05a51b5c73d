/** No edit is lost: by leaving a field for another place, for the settings, or the window itself. */
import { screen } from '@testing-library/svelte';
import { beforeEach, expect, it } from 'vitest';
import { openWindow } from '../../dev/window';
import { go } from '../lib/route.svelte';

const OFFER = '#/draft/draft1/offer';
beforeEach(() => localStorage.clear());

async function writing() {
  const window = await openWindow('?fake=3', OFFER);
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Description' });
  await window.user.clear(field);
  await window.user.type(field, 'Half a sent');
  return { ...window, field };
}

it('keeps what is being written when the window is left, and the field open', async () => {
  const { session, user, field } = await writing();
  window.dispatchEvent(new Event('blur'));
  await expect.poll(() => session.view?.draft.description).toBe('Half a sent');
  expect(document.activeElement).toBe(field);
  await user.type(field, 'ence.');
  window.dispatchEvent(new Event('pagehide'));
  await expect.poll(() => session.view?.draft.description).toBe('Half a sentence.');
});

it('closes the window only when it is kept', async () => {
  const { session, backend } = await writing();
  const step = backend.step;
  backend.step = async (...given) => {
    await new Promise((done) => setTimeout(done, 20));
    return step(...given);
  };
  await backend.close();
  expect(session.view?.draft.description).toBe('Half a sent');
});

it('keeps a title that is written on the board', async () => {
  const { user, session } = await openWindow('?fake=3', '#/draft/draft1/board');
  (await screen.findByRole('gridcell', { name: /^1,/ })).focus();
  await user.keyboard('{F2}Bread');
  window.dispatchEvent(new Event('blur'));
  await expect.poll(() => session.view?.draft.episodes[0]?.title).toBe('Bread');
  await user.keyboard(' and butter{Enter}');
  await expect.poll(() => session.view?.draft.episodes[0]?.title).toBe('Bread and butter');
});

it('keeps a trim that still rests in the hand', async () => {
  const { user, session } = await openWindow('?fake=3', '#/draft/draft1/cutting');
  (await screen.findByRole('slider', { name: /^In/ })).focus();
  await user.keyboard('{ArrowRight}');
  expect(session.view?.draft.episodes[0]?.trim).toBeNull();
  go({ at: 'settings' });
  await expect.poll(() => session.view?.draft.episodes[0]?.trim?.in).toBeGreaterThan(0);
});

it('comes back from the settings to where it was, the draft still open', async () => {
  const { user, session, backend } = await writing();
  let closed = 0;
  backend.closeDraft = async () => void (closed += 1);
  await user.keyboard('{Control>},{/Control}');
  await screen.findByRole('heading', { name: 'Settings' });
  await expect.poll(() => session.view?.draft.description).toBe('Half a sent');
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await screen.findByRole('textbox', { name: 'Description' });
  expect(location.hash).toBe(OFFER);
  expect(closed).toBe(0);
});
