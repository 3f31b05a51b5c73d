/** The publish page as a person meets it. */
import { screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';
import type { Session } from '../../ipc/session.svelte';

const PUBLISH = '#/draft/draft1/publish';
/** Five episodes: two paid, two posts, one draft. */
const FIVE = '?fake=5&teasers=3&drafts=1&alone';

const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });
const rowOf = async (title: string) => (await screen.findByText(title)).closest('tr')!;
const said = (one: HTMLElement) =>
  document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent?.trim();

/** Opens the page of a series that preflight has nothing against. */
async function open(search = `${FIVE}&connected`) {
  const opened = await openWindow(search, PUBLISH);
  await ready(opened.session);
  return opened;
}

async function ready(session: Session) {
  await session.setCover({ kind: 'frame', episode: 'ep1x0', at: 0 });
  await session.edit({ edit: 'confirm_price', price: 2999 });
}

beforeEach(() => localStorage.clear());

describe('where episodes go', () => {
  it('is counted, and chosen for each as an edit that can be undone', async () => {
    const { user, session } = await open();
    expect(await screen.findByText('in the kit')).toBeTruthy();
    const row = within(await rowOf('Welcome to your first loaf'));
    await user.click(row.getByRole('radio', { name: 'Draft' }));
    await expect.poll(() => session.episode('ep1x0')?.target).toBe('tiktok-draft');
    expect(await screen.findByText('T1')).toBeTruthy();
    await session.undo();
    await expect.poll(() => session.episode('ep1x0')?.target ?? 'portal').toBe('portal');
  });

  it('is not offered where TikTok does not take it, and says why', async () => {
    await open();
    const row = within(await rowOf('Flour, water, salt, time'));
    const post = row.getByRole<HTMLInputElement>('radio', { name: 'Post' });
    expect(post.disabled).toBe(true);
    expect(post.closest('label')?.title).toBe('It is 11:42 long; 10:00 is the most here.');
    expect(row.getByText('Paid, and 11:42 is over the API’s 10:00')).toBeTruthy();
  });

  it('teaches what a teaser is where there is none', async () => {
    await open('?fake=3&alone');
    expect(await screen.findByText(/^No teasers yet/)).toBeTruthy();
    expect(screen.queryByRole('heading', { name: 'Quota calendar' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Rehearse' })).toBeNull();
  });
});

describe('what TikTok asks of posts', () => {
  it('presets nothing, and each lack disables and is named', async () => {
    const { user } = await open();
    const send = await button(/^Write kit and send 3 teasers/);
    await expect.poll(() => said(send)).toBe('2 things left: who can watch and your agreement.');
    expect(send.disabled).toBe(true);
    const who = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Who can watch' });
    expect(who.value).toBe('');
    expect([...who.options].map(({ text }) => text)).toEqual([
      'Choose…',
      'Everyone',
      'Friends',
      'Only me',
    ]);
    for (const name of ['Comment', 'Duet', 'Stitch'])
      expect(screen.getByRole<HTMLInputElement>('checkbox', { name }).checked).toBe(false);
    expect(
      screen.getByRole('switch', { name: 'Content disclosure' }).getAttribute('aria-checked'),
    ).toBe('false');

    await user.selectOptions(who, 'Everyone');
    await expect.poll(() => said(send)).toBe('1 thing left: your agreement.');
    await user.click(
      screen.getByRole('checkbox', {
        name: /^By posting, you agree to TikTok’s Music Usage Confirmation ?\.$/,
      }),
    );
    await expect.poll(() => send.disabled).toBe(false);

    await user.click(screen.getByRole('switch', { name: 'Content disclosure' }));
    await expect.poll(() => send.disabled).toBe(true);
    expect(
      screen.getByText(
        'You need to indicate if your content promotes yourself, a third party, or both.',
      ),
    ).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: /^Branded content/ }));
    expect(screen.getByText('Your photo/video will be labeled as ‘Paid partnership’')).toBeTruthy();
    expect(
      screen.getByRole('checkbox', {
        name: /^By posting, you agree to TikTok’s Branded Content Policy and Music Usage Confirmation ?\.$/,
      }),
    ).toBeTruthy();
    const [, , , only] = who.options;
    expect([only?.text, only?.disabled]).toEqual(['Only me', true]);
    expect(screen.getByText('Branded content visibility cannot be set to private.')).toBeTruthy();
    await expect.poll(() => send.disabled).toBe(false);
    // Both are a paid partnership, and nothing else is said.
    await user.click(screen.getByRole('checkbox', { name: /^Your brand/ }));
    expect(screen.getAllByText(/will be labeled as/).map((one) => one.textContent)).toEqual([
      'Your photo/video will be labeled as ‘Paid partnership’',
    ]);
  });

  it('greys what the account has turned off, and says so', async () => {
    await open(`${FIVE}&connected&private`);
    const duet = await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Duet' });
    expect(duet.disabled).toBe(true);
    expect(screen.getByText(/Duets are turned off in the app/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Comment' }).disabled).toBe(
      false,
    );
    expect(screen.getByRole('option', { name: 'Followers' })).toBeTruthy();
  });

  it('stops where the account may post no more now', async () => {
    await open(`${FIVE}&connected&notnow`);
    expect(await screen.findByText(/posted as often as it may.*Try again later\./)).toBeTruthy();
    expect(said(await button('Only send'))).toBeUndefined();
    expect((await button('Only send')).title).toBe(
      'This account cannot post now; try again later.',
    );
    expect(screen.queryByRole('combobox', { name: 'Who can watch' })).toBeNull();
  });

  it('asks once when the page is opened, with the name the account has now', async () => {
    const { backend } = await openWindow(`${FIVE}&connected`, '#/draft/draft1/board');
    const asked = vi.spyOn(backend, 'creator');
    location.hash = PUBLISH;
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(await screen.findByText('@levainlab, may post up to 10:00')).toBeTruthy();
    expect(asked).toHaveBeenCalledOnce();
  });

  it('opens the pages it declares', async () => {
    const { user, backend } = await open();
    const opened = vi.spyOn(backend, 'openSource');
    await user.click(await screen.findByRole('link', { name: 'Music Usage Confirmation' }));
    expect(opened).toHaveBeenCalledWith(
      'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
    );
  });
});

describe('sending', () => {
  it('needs an account', async () => {
    const { user } = await open(FIVE);
    expect((await button('Only send')).title).toMatch(/^Connect an account first/);
    await user.click(await button('Connect…'));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeTruthy();
  });

  it('sends what was agreed to, tells where each is, and forgets the answers', async () => {
    const { user, backend } = await open();
    const started = vi.spyOn(backend, 'startPublish');
    await user.selectOptions(
      await screen.findByRole('combobox', { name: 'Who can watch' }),
      'Friends',
    );
    await user.click(screen.getByRole('checkbox', { name: /^By posting/ }));
    await user.click(await button('Only send'));
    expect(await screen.findByText('In your TikTok inbox')).toBeTruthy();
    expect(screen.getAllByText('Posted')).toHaveLength(2);
    const [, start] = started.mock.lastCall!;
    expect(start.episodes).toEqual(['ep1x2', 'ep1x3', 'ep1x4']);
    expect(start.settings.privacy).toBe('MUTUAL_FOLLOW_FRIENDS');
    expect(await button('Write series kit…')).toBeTruthy();
    expect(screen.queryByRole('combobox', { name: 'Who can watch' })).toBeNull();
  });

  it('goes on with what was begun, without asking again', async () => {
    const { user } = await open(`${FIVE}&connected&begun`);
    await user.click(await button('Go on with 1 that was begun'));
    expect(await screen.findByText('Posted')).toBeTruthy();
  });

  it('asks what became of what nobody knows about', async () => {
    const { user, backend } = await open(`${FIVE}&connected&trouble`);
    const settled = vi.spyOn(backend, 'settlePosting');
    const title = 'Make a starter from nothing';
    expect(await screen.findByText(/it may count as sent today/)).toBeTruthy();
    // There is no name by which the platform could be asked.
    expect(screen.queryByRole('button', { name: /^Ask the platform again/ })).toBeNull();
    expect(await button(`It is not there: send again: ${title}`)).toBeTruthy();
    await user.click(await button(`It is there: ${title}`));
    expect(settled).toHaveBeenCalledWith('posting-ep1x2', 'there');
    expect(await screen.findByText('Posted')).toBeTruthy();
  });

  it('says why something was refused, and what helps', async () => {
    const { user, backend, session } = await open(`${FIVE}&connected&trouble`);
    const copied = vi.spyOn(backend, 'copyText');
    const title = 'Feeding it, days 2 to 5';
    expect(await screen.findByText(/takes the caption for spam/)).toBeTruthy();
    await user.click(await button(`Copy the answer: ${title}`));
    expect(copied).toHaveBeenCalledWith('code: spam_risk_text\nlog_id: 202611230412');
    await user.click(await button(`Change the caption: ${title}`));
    const field = await screen.findByRole('textbox', { name: `Title and caption of “${title}”` });
    await user.clear(field);
    await user.type(field, 'Feeding it{Enter}');
    await expect.poll(() => session.episode('ep1x3')?.title).toBe('Feeding it');
    // It is among those to be sent again.
    expect(await button(/^Write kit and send 2 teasers/)).toBeTruthy();
  });

  it('makes a file anew whose format was refused, as an edit, and sends it', async () => {
    const { user, backend, session } = await open(`${FIVE}&connected&trouble=format`);
    const settled = vi.spyOn(backend, 'settlePosting');
    const started = vi.spyOn(backend, 'startPublish');
    const title = 'Make a starter from nothing';
    await user.click(await button(`Make it anew as H.264 MP4: ${title}`));
    expect(await screen.findByText('Posted')).toBeTruthy();
    expect(session.episode('ep1x2')?.treatment).toMatchObject({ anew: true, conform: true });
    expect(settled).toHaveBeenCalledWith('posting-ep1x2', 'again');
    expect(started.mock.lastCall?.[1].resumes).toBe(true);
    await session.undo();
    await expect.poll(() => session.episode('ep1x2')?.treatment?.anew ?? false).toBe(false);
  });

  it('leads to the phone where drafts wait, and opens no browser', async () => {
    const { user, backend } = await open(`${FIVE}&connected&trouble=drafts`);
    const opened = [vi.spyOn(backend, 'openSource'), vi.spyOn(backend, 'openPosts')];
    expect(await screen.findByText(/On your phone, open TikTok, then Inbox\./)).toBeTruthy();
    await user.click(await button(/^I finished some: go on: /));
    expect(await screen.findByText('Posted')).toBeTruthy();
    opened.forEach((one) => expect(one).not.toHaveBeenCalled());
  });

  it('takes more behind what is being sent', async () => {
    const { user, backend } = await open(`${FIVE}&connected&begun`);
    const { startPublish, pauseJob } = backend;
    const started = vi.spyOn(backend, 'startPublish').mockImplementationOnce(async (...asked) => {
      const job = await startPublish(...asked);
      await pauseJob(job);
      return job;
    });
    await user.click(await button('Go on with 1 that was begun'));
    expect(await screen.findByText(/^They are being sent/)).toBeTruthy();
    await user.selectOptions(await screen.findByRole('combobox', { name: /Who/ }), 'Friends');
    await user.click(screen.getByRole('checkbox', { name: /^By posting/ }));
    const send = await button('Only send');
    await expect.poll(() => send.disabled).toBe(false);
    await user.click(send);
    await expect.poll(() => started.mock.calls.length).toBe(2);
    expect(started.mock.lastCall?.[1].episodes).toEqual(['ep1x3', 'ep1x4']);
  });

  it('is rehearsed without anything leaving', async () => {
    const { user, backend } = await open();
    const started = vi.spyOn(backend, 'startRehearsal');
    await user.selectOptions(
      await screen.findByRole('combobox', { name: 'And if' }),
      'TikTok refuses who can watch',
    );
    await user.click(await button('Rehearse'));
    const outcome = within(await screen.findByRole('status', { name: 'Rehearsal' }));
    expect(outcome.getByText(/^Rehearsed: 2 of 3 would arrive/)).toBeTruthy();
    expect(outcome.getByText(/^The last would be there/)).toBeTruthy();
    expect(outcome.getByText(/who can watch is no longer among/i)).toBeTruthy();
    expect(started.mock.lastCall?.[1].whatIf).toBe('audience_refused');
  });
});

it('says that the platform ended the login, and leads to the next one', async () => {
  const { user } = await open(`${FIVE}&connected&ended`);
  expect(await screen.findByText(/^The login ended on /)).toBeTruthy();
  await user.click(await button('Log in again'));
  expect(location.hash).toBe('#/settings');
});

it('draws the days to come with their places', async () => {
  await open();
  const calendar = within(await screen.findByRole('region', { name: 'Quota calendar' }));
  expect(calendar.getAllByRole('listitem')).toHaveLength(7);
  expect(
    calendar.getByText(/Posts: 0 used, 2 planned, of 15\. *Drafts: 0 used, 1 planned, of 5\./),
  ).toBeTruthy();
  expect(calendar.getByText(/^The last goes out/)).toBeTruthy();
});

it.each([
  ['with teasers', `${FIVE}&connected`],
  ['with trouble', `${FIVE}&connected&trouble`],
  ['without an account', FIVE],
  ['whose login ended', `${FIVE}&connected&ended`],
  ['in French', `${FIVE}&connected&lang=fr`],
  ['with 80 episodes', '?fake=80&teasers=20&connected&alone'],
])('axe finds nothing wrong with the page %s', async (_, search) => {
  await open(search);
  await screen.findByRole('heading', { name: /Quota calendar|Calendrier des quotas/ });
  expect(await axeFindings()).toEqual([]);
});
