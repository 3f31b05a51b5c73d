/** The way from a clip to a kit, through the real views on the fake. */
import { cleanup, configure, render, screen, waitFor, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { makeFake } from '../ipc/fake';
import { Session } from '../ipc/session.svelte';
import { go, type DraftPlace } from '../lib/route.svelte';
import App from './App.svelte';

const DRAFT = 'draft1';

async function show(at: DraftPlace, detail: string | null, search = '?fake=3&at-once&alone') {
  go({ at, draft: DRAFT, detail });
  const session = new Session(makeFake(search));
  render(App, { session });
  await waitFor(() => expect(session.view?.draft.id).toBe(DRAFT));
  return { session, user: userEvent.setup() };
}

// The views are loaded when they are first gone to: on a busy machine that takes a moment.
configure({ asyncUtilTimeout: 5000 });
vi.setConfig({ testTimeout: 20_000 });

beforeEach(() => {
  cleanup();
  localStorage.clear();
});

it('takes a price as people type it, and says in place why it refuses one', async () => {
  const { session, user } = await show('offer', 'price');
  const field = await screen.findByLabelText('Price in US dollars');
  for (const [typed, cents] of [
    ['9,99', 999],
    ['$12', 1200],
  ] as const) {
    await user.clear(field);
    await user.type(field, `${typed}{Enter}`);
    await waitFor(() => expect(session.view?.draft.price).toBe(cents));
  }
  await user.clear(field);
  await user.type(field, '0.98{Enter}');
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect(session.view?.draft.price).toBe(1200);
  expect(session.problem).toBeNull();
});

it('asks for the price to be confirmed, and again after another price', async () => {
  const { session, user } = await show('offer', 'price_confirmation');
  await user.click(await screen.findByLabelText('$29.99 is my final price.'));
  await waitFor(() => expect(session.view?.draft.confirmedPrice).toBe(2999));
  const slider = screen.getByRole('slider', { name: 'Price' });
  slider.focus();
  await user.keyboard('{ArrowRight}');
  await waitFor(() => expect(session.view?.draft.price).toBe(3099));
  await screen.findByLabelText('$30.99 is my final price.');
});

it('moves an end by the keyboard: a held key is one edit', async () => {
  const { session, user } = await show('cutting', null);
  const handle = await screen.findByRole('slider', { name: 'Out' });
  handle.focus();
  const before = session.view?.revision ?? 0;
  await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  await waitFor(() => expect(session.view?.draft.episodes[0]?.trim).not.toBeNull());
  expect(session.view?.revision).toBe(before + 1);
  const trim = session.view?.draft.episodes[0]?.trim;
  // 250 s at 29.97 are 7492.5 frames: three steps back lead to the edge of frame 7490.
  expect(trim).toEqual({ in: 0, out: 249_916_333 });
  // Typing and then leaving the field is one edit, too.
  const typed = screen.getByRole('textbox', { name: 'In' });
  await user.clear(typed);
  await user.type(typed, '0:10{Enter}');
  await user.tab();
  await waitFor(() => expect(session.view?.draft.episodes[0]?.trim?.in).toBe(10_010_000));
  expect(session.view?.revision).toBe(before + 2);
  await user.click(screen.getByRole('button', { name: 'Clear trim' }));
  await waitFor(() => expect(session.view?.draft.episodes[0]?.trim).toBeNull());
});

it('says what keeps the kit, then writes it', async () => {
  const { session, user } = await show('publish', null);
  const write = await screen.findByRole<HTMLButtonElement>('button', { name: 'Write series kit…' });
  expect(write.disabled).toBe(true);
  const reason = document.getElementById(write.getAttribute('aria-describedby') ?? '');
  expect(reason?.textContent).toMatch(/things? (is|are) left first/);
  await session.setCover({ kind: 'frame', episode: 'ep1x0', at: 0 });
  await session.edit({ edit: 'confirm_price', price: 2999 });
  await waitFor(() => expect(write.disabled).toBe(false));
  await user.click(write);
  await screen.findByText(/^Kit written: 3 episodes/);
  expect(await screen.findAllByText('Certified')).toHaveLength(3);
  await session.edit({ edit: 'set_title', title: 'Another' });
  await waitFor(() => expect(screen.queryByText('Certified')).toBeNull());
});

it('speaks French at once when asked to', async () => {
  go({ at: 'settings' });
  render(App, { session: new Session(makeFake('?fake=3&alone')) });
  const languages = await screen.findByRole('radiogroup', { name: 'Language' });
  await userEvent.click(within(languages).getByLabelText('Français'));
  await screen.findByRole('heading', { name: 'Réglages' });
  expect(document.documentElement.lang).toBe('fr');
  await userEvent.click(
    within(screen.getByRole('radiogroup', { name: 'Langue' })).getByLabelText('English'),
  );
});

it('does not lose what is being typed when the draft changes meanwhile', async () => {
  const { session, user } = await show('offer', 'description');
  const field = await screen.findByRole('textbox', { name: 'Description' });
  await user.clear(field);
  await user.type(field, 'Half a sent');
  await session.edit({ edit: 'set_title', title: 'Changed elsewhere' });
  await screen.findByDisplayValue('Changed elsewhere');
  expect((field as HTMLTextAreaElement).value).toBe('Half a sent');
  await user.type(field, 'ence.');
  await user.tab();
  await waitFor(() => expect(session.view?.draft.description).toBe('Half a sentence.'));
});
