/** The publish page of a series that goes to a PeerTube server. */
import { screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const PUBLISH = '#/draft/draft1/publish';
/** Three that are sold, and one post. */
const SERIES = '?fake=4&teasers=1&alone&connected';

const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });
const rowOf = async (title: string) => (await screen.findByText(title)).closest('tr')!;
const said = (one: HTMLElement) =>
  document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent?.trim();

/** Opens the page of a series that preflight has nothing against. */
async function open(search: string) {
  const opened = await openWindow(search, PUBLISH);
  await opened.session.setCover({ kind: 'frame', episode: 'ep1x0', at: 0 });
  await opened.session.edit({ edit: 'confirm_price', price: 2999 });
  return opened;
}

async function openAtPeertube(more = '&peertube') {
  const opened = await open(SERIES + more);
  await opened.user.click(await screen.findByRole('radio', { name: 'PeerTube' }));
  await screen.findByText('Playlist');
  return opened;
}

beforeEach(() => localStorage.clear());

describe('what goes to PeerTube', () => {
  it('is all that is sold, in its order, and nothing of TikTok’s', async () => {
    const { user } = await openAtPeertube();
    expect(screen.getByText('@mary, tube.example')).toBeTruthy();
    const numbers = screen
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.firstElementChild?.textContent);
    expect(numbers).toEqual(['1', '2', '3']);
    for (const name of [/Quota calendar/, /Teasers/])
      expect(screen.queryByRole('heading', { name })).toBeNull();
    for (const name of ['Rehearse', /kit/i])
      expect(screen.queryByRole('button', { name })).toBeNull();
    expect(screen.queryByRole('checkbox', { name: /^By posting/ })).toBeNull();
    expect(screen.queryByRole('radio', { name: 'Draft' })).toBeNull();

    await user.click(screen.getByRole('radio', { name: 'TikTok' }));
    expect(await screen.findByRole('heading', { name: 'Quota calendar' })).toBeTruthy();
  });

  it('leads to the settings where nobody is logged in', async () => {
    const { user } = await openAtPeertube('');
    expect(said(await button('Send 3 videos'))).toBe('Log in to a PeerTube server first.');
    await user.click(await button('Log in…'));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeTruthy();
  });

  it('is said with nothing preset, and what was said of TikTok’s posts is not said here', async () => {
    const { user, backend } = await openAtPeertube();
    const started = vi.spyOn(backend, 'startPublish');
    const kept = vi.spyOn(backend, 'savePostSettings');
    const send = await button('Send 3 videos');
    await expect.poll(() => said(send)).toBe('1 thing left: who can watch.');
    const who = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Who can watch' });
    expect(who.value).toBe('');
    const options = [...who.options].map(({ text }) => text);
    expect(options).toEqual(['Choose…', 'Public', 'Unlisted', 'Private', 'Internal']);
    await user.selectOptions(who, 'Unlisted');
    expect(screen.getByText('Whoever has the address.')).toBeTruthy();
    expect(kept.mock.lastCall?.[1]).toBe('peertube');
    const channel = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Channel' });
    expect(channel.value).toBe('mary_channel');
    await user.selectOptions(channel, 'The kitchen');
    await user.click(screen.getByRole('checkbox', { name: 'People may comment' }));
    await expect.poll(() => send.disabled).toBe(false);

    await user.click(send);
    await expect.poll(() => screen.queryAllByText('Posted').length).toBe(3);
    const [, start] = started.mock.lastCall!;
    expect(start).toMatchObject({
      account: 'peertube:tube.example/mary',
      episodes: ['ep1x0', 'ep1x1', 'ep1x2'],
      resumes: false,
      settings: { privacy: 'unlisted', channel: 'kitchen', comment: true, consent: false },
    });
    await user.click(await button('Put the playlist in order'));
    expect(started.mock.lastCall?.[1].resumes).toBe(true);
  });

  it('knows a channel that was made since the login, and those named last without an answer', async () => {
    await openAtPeertube('&peertube&channel');
    expect(await screen.findByRole('option', { name: 'The garden' })).toBeTruthy();
    await openAtPeertube('&peertube&away');
    expect(await screen.findByText(/^The server does not say which channels/)).toBeTruthy();
    expect(screen.getByRole('option', { name: 'The kitchen' })).toBeTruthy();
    expect(await button('Ask again')).toBeTruthy();
  });

  it('asks no server before the creator turns to it', async () => {
    const { user, backend } = await openWindow(`${SERIES}&peertube`, '#/draft/draft1/board');
    const asked = vi.spyOn(backend, 'lookForChannels');
    location.hash = PUBLISH;
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    const peertube = await screen.findByRole('radio', { name: 'PeerTube' });
    expect(asked).not.toHaveBeenCalled();
    await user.click(peertube);
    await expect.poll(() => asked.mock.calls.length).toBe(1);
  });

  it('waits for a title that can be a video’s name, and sends the others', async () => {
    const { user, session } = await openAtPeertube();
    await session.edit({ edit: 'retitle', episode: 'ep1x1', title: 'Ab' });
    expect(
      await screen.findByText(/takes titles of 3 to 120 characters; this one has 2/),
    ).toBeTruthy();
    expect(await button('Send 2 videos')).toBeTruthy();
    const row = within(await rowOf('Ab'));
    await user.dblClick(row.getByText('Ab'));
    const field = await screen.findByRole('textbox', { name: 'Title and caption of “Ab”' });
    await user.clear(field);
    await user.type(field, 'Abc{Enter}');
    expect(await button('Send 3 videos')).toBeTruthy();
  });

  it('is gone on with after another start, where it was left', async () => {
    const { user } = await open(`${SERIES}&peertube=begun`);
    // Nobody had to choose PeerTube again.
    await user.click(await button('Go on with 1 that was begun'));
    await expect.poll(() => screen.queryAllByText('Posted').length).toBe(2);
    expect(await button('Send 1 video')).toBeTruthy();
  });

  it('asks what became of what nobody knows about, and says why something was refused', async () => {
    const { user, backend } = await openAtPeertube('&peertube=trouble');
    const settled = vi.spyOn(backend, 'settlePosting');
    const started = vi.spyOn(backend, 'startPublish');
    expect(await screen.findByText(/no longer says what became of it/)).toBeTruthy();
    expect(screen.getByText(/server has no room left/)).toBeTruthy();
    // The server has a name for it: it can be asked once more.
    await user.click(await button(/^Ask the platform again: /));
    expect(started.mock.lastCall![1]).toMatchObject({ episodes: null, resumes: true });
    await user.click(await button(/^It is there: /));
    expect(settled).toHaveBeenCalledWith('video-ep1x0', 'there');
    expect(await screen.findByText('Posted')).toBeTruthy();
  });
});

it.each([
  ['with an account', '&peertube'],
  ['with trouble', '&peertube=trouble'],
  ['without an account', ''],
])('axe finds nothing wrong with the page %s', async (_, more) => {
  await openAtPeertube(more);
  expect(await axeFindings()).toEqual([]);
});

it('axe finds nothing wrong with the page in French', async () => {
  const { user } = await open(`${SERIES}&peertube&lang=fr`);
  await user.click(await screen.findByRole('radio', { name: 'PeerTube' }));
  await screen.findByText('Liste de lecture');
  expect(await axeFindings()).toEqual([]);
});
