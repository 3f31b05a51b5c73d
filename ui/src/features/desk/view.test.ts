/** The submission desk as a person meets it, with and without a mouse. */
import { fireEvent, screen, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const DESK = '#/desk/draft1';
const spoken = () => document.querySelector('[aria-live="assertive"]')?.textContent;
const current = async () =>
  within((await screen.findByRole('heading', { level: 2 })).closest('li')!);
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });
const far = () => screen.getByRole('progressbar').getAttribute('aria-valuetext');

describe('the submission desk', () => {
  it('is alone in its window and begins at the beginning', async () => {
    const { user, backend } = await openWindow('?fake=5&desk=0', DESK);
    const opened = vi.spyOn(backend, 'openPortal');
    expect(await screen.findByRole('heading', { name: 'Submission desk' })).toBeTruthy();
    expect(screen.queryByRole('navigation')).toBeNull();
    const done = await screen.findAllByRole('checkbox', { checked: true });
    expect(done.map((one) => one.getAttribute('aria-label'))).toContain('New Series');
    await user.click(await button('Open'));
    expect(opened).toHaveBeenCalledOnce();
  });

  it('hands over one episode after the other', async () => {
    const { user, backend } = await openWindow('?fake=34&desk=12', DESK);
    expect((await current()).getByText('Episode 13')).toBeTruthy();
    expect(far()).toBe('12 of 34 episodes in the portal');
    expect(screen.getByText('about 55 min left')).toBeTruthy();
    const marked = vi.spyOn(backend, 'deskTick');
    await user.click(await button('It is in the portal'));
    await expect.poll(spoken).toBe('Episode 13: done. Next: Episode 14.');
    expect(marked).toHaveBeenCalledWith('draft1', 'episode:ep1x12', 'ticked');
    expect(far()).toBe('13 of 34 episodes in the portal');
    // The keyboard goes on with the next one.
    expect(document.activeElement).toBe(await button('It is in the portal'));
    await user.keyboard('{Enter}');
    await expect.poll(far).toBe('14 of 34 episodes in the portal');
    await user.click(await button('Skip'));
    await expect.poll(spoken).toBe('Episode 15: skipped. Next: Episode 16.');
    expect(far()).toBe('14 of 34 episodes in the portal');
  });

  it('names the fields that only the creator fills in', async () => {
    const { user } = await openWindow('?fake=34&desk=12', DESK);
    expect(await screen.findByText('Choose who can watch it. There is no default.')).toBeTruthy();
    await user.click(await button(/^Price/));
    expect(await screen.findByText(/limited-time discount.*optional/)).toBeTruthy();
  });

  it('copies a text, and says so until another one is copied', async () => {
    const { user, backend } = await openWindow('?fake=34&desk=12', DESK);
    const copied = vi.spyOn(backend, 'copyText');
    await user.click(await button('Copy: Video title, Episode 13'));
    expect(copied).toHaveBeenLastCalledWith('Reading the dough, not the clock');
    await expect.poll(spoken).toBe('Copied');
    expect(await button('Copied: Video title, Episode 13')).toBeTruthy();
    await user.click(await button('Copy: Price'));
    expect(copied).toHaveBeenLastCalledWith('29.99');
    expect(await button('Copy: Video title, Episode 13')).toBeTruthy();
  });

  it('lets the file be dragged once it is moved, not when it is pressed', async () => {
    const { user, backend } = await openWindow('?fake=34&desk=12', DESK);
    const dragged = vi.spyOn(backend, 'dragFile');
    const path = '/home/ada/Kits/Sourdough from zero/13 - Reading the dough, not the clock.mp4';
    const chip = (await current()).getByText(/^13 - Reading/).closest('[data-file]')!;
    await fireEvent.pointerDown(chip, { button: 0, clientX: 50, clientY: 50 });
    await fireEvent.pointerMove(window, { clientX: 52, clientY: 51 });
    expect(dragged).not.toHaveBeenCalled();
    await fireEvent.pointerMove(window, { clientX: 60, clientY: 60 });
    await fireEvent.pointerMove(window, { clientX: 70, clientY: 70 });
    expect(dragged.mock.calls).toEqual([['draft1', path]]);
    await expect.poll(spoken).toMatch(/^Dropped/);
    const shown = vi.spyOn(backend, 'reveal');
    await user.click(await button(/^Show in folder: 13/));
    expect(shown).toHaveBeenCalledWith(path);
    const copied = vi.spyOn(backend, 'copyText');
    await user.click(await button(/^Copy: path of 13/));
    expect(copied).toHaveBeenCalledWith(path);
  });

  it('is walked by arrows and ticked by Space and Enter', async () => {
    const { user } = await openWindow('?fake=34&desk=12', DESK);
    const box = (name: string) => screen.findByRole('checkbox', { name });
    (await box('Title')).focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(await box('Description'));
    await user.keyboard(' ');
    await expect.poll(spoken).toMatch(/^Description: no longer ticked\./);
    expect((await current()).getByRole('heading', { name: 'Description' })).toBeTruthy();
    await user.click(await button('It is in the portal'));
    (await box('Title')).focus();
    await user.keyboard('{Enter}');
    await expect.poll(spoken).toMatch(/^Title: no longer ticked\./);
    (await box('Sign in at tiktok.com/series')).focus();
    await user.keyboard('{End}{Home}');
    expect(document.activeElement).toBe(await box('Sign in at tiktok.com/series'));
  });

  it('unfolds what is in the portal, and takes any episode to hand', async () => {
    const { user } = await openWindow('?fake=34&desk=12', DESK);
    await user.click(await button(/^Episodes 1 to 12/));
    await user.click(await button('Bulk fermentation, live Q&A'));
    expect((await current()).getByText('Episode 12')).toBeTruthy();
    await user.click(await button('Take the tick away'));
    await expect.poll(far).toBe('11 of 34 episodes in the portal');
    await user.click(await button('18 more episodes'));
    expect(await button('Thank you, and what’s next')).toBeTruthy();
  });

  it('is kept by Rust: opened anew, it goes on where it was', async () => {
    const { user, backend, session } = await openWindow('?fake=34&desk=12', DESK);
    await user.click(await button('It is in the portal'));
    await expect.poll(far).toBe('13 of 34 episodes in the portal');
    // The command line ticks one, and the window is looked at again.
    await backend.deskTick('draft1', 'episode:ep1x13', 'ticked');
    window.dispatchEvent(new Event('focus'));
    await expect.poll(far).toBe('14 of 34 episodes in the portal');
    expect(session.problem).toBeNull();
  });
});

describe('what changed since', () => {
  it('is told, and wants to go in again with a new kit', async () => {
    const { session, backend } = await openWindow('?fake=34&desk=12', DESK);
    await current();
    await backend.step('draft1', 1, {
      step: 'edit',
      edit: 'retitle',
      episode: 'ep1x2',
      title: 'Starter',
    });
    window.dispatchEvent(new Event('focus'));
    expect(
      await screen.findByRole('heading', { name: 'The kit is older than the series' }),
    ).toBeTruthy();
    expect(await screen.findByText(/^This changed since you put it in/)).toBeTruthy();
    expect((await button('It is in the portal')).disabled).toBe(true);
    await backend.writeKit('draft1', '/home/ada/Kits');
    await expect.poll(() => session.jobs.at(-1)?.state.state).toBe('kit_written');
    await expect.poll(async () => (await button('It is in the portal')).disabled).toBe(false);
    expect(screen.queryByRole('heading', { name: 'The kit is older than the series' })).toBeNull();
  });

  it('wants a kit first, and leads there', async () => {
    const { user, backend } = await openWindow('?fake=5', DESK);
    const shown = vi.spyOn(backend, 'showInStudio');
    expect(await screen.findByRole('heading', { name: 'Write the kit first' })).toBeTruthy();
    await user.click(await button('Go to Publish'));
    expect(shown).toHaveBeenCalledWith('draft1', 'publish');
  });

  it('has nothing to submit where all is free', async () => {
    await openWindow('?fake=0', DESK);
    expect(await screen.findByRole('heading', { name: 'Nothing to submit' })).toBeTruthy();
    expect(screen.queryByRole('list', { name: 'Steps' })).toBeNull();
  });
});

describe('the submission', () => {
  it('waits for every step and every point; then TikTok’s answer is told', async () => {
    const { user } = await openWindow('?fake=3&desk=3', DESK);
    expect(screen.queryByText(/ left$/)).toBeNull();
    await user.click(await button('The order is right'));
    const submit = await button('I have submitted it');
    expect(document.activeElement).toBe(
      within(screen.getByRole('group')).getAllByRole('checkbox')[0],
    );
    expect(submit.disabled).toBe(true);
    expect(screen.getByText('Not all points above are ticked.')).toBeTruthy();
    await user.click(await button('Only saved'));
    expect(await screen.findByText('Saved in the portal')).toBeTruthy();
    const points = within(screen.getByRole('group')).getAllByRole('checkbox');
    expect(points).toHaveLength(4);
    for (const point of points) await user.click(point);
    await expect.poll(async () => (await button('I have submitted it')).disabled).toBe(false);
    await user.click(await button('I have submitted it'));
    const status = within(
      await screen.findByRole('region', { name: 'Where the submission stands' }),
    );
    expect(status.getByText('In review')).toBeTruthy();
    await user.click(status.getByRole('button', { name: 'It was rejected…' }));
    await user.type(status.getByRole('textbox'), 'Episode 2 shows a logo');
    await user.click(status.getByRole('button', { name: 'Keep the reason' }));
    expect(await status.findByText('Rejected')).toBeTruthy();
    expect(status.getByText('Episode 2 shows a logo')).toBeTruthy();
    // It can be submitted once more; what was is kept.
    await user.click(await button('I have submitted it'));
    expect(await status.findByText('In review')).toBeTruthy();
    expect(within(status.getByRole('list')).getByText(/version 1.*Rejected/)).toBeTruthy();
    await user.click(status.getByRole('button', { name: 'It was approved' }));
    expect(await status.findByText('Approved')).toBeTruthy();
    await user.click(status.getByRole('button', { name: 'It was rejected…' }));
    await user.click(status.getByRole('button', { name: 'Cancel' }));
    expect(status.getByText('Approved')).toBeTruthy();
  });

  it('wants the price confirmed, and says where', async () => {
    const { user, backend } = await openWindow('?fake=3&desk=3', DESK);
    await backend.step('draft1', 1, { step: 'edit', edit: 'set_price', price: 999 });
    window.dispatchEvent(new Event('focus'));
    await user.click(await button('Submit for review'));
    const shown = vi.spyOn(backend, 'showInStudio');
    await user.click(await button('Confirm the price'));
    expect(shown).toHaveBeenCalledWith('draft1', 'offer');
  });

  it('keeps what the creator says of the account, and what TikTok counted', async () => {
    const { user, session, backend } = await openWindow('?fake=3&desk=1', DESK);
    await user.click(await button(/^Is your account eligible/));
    expect(screen.getByText(/^TikTok says 12,400/)).toBeTruthy();
    const counted = vi.spyOn(backend, 'countFollowers');
    await user.click(await button(/^Ask TikTok: .*followers/));
    expect(counted).toHaveBeenCalledOnce();
    await user.click(screen.getByRole('checkbox', { name: /18 years old/ }));
    expect(await screen.findByText(/^You said so, /)).toBeTruthy();
    expect(await button(/2 of 9/)).toBeTruthy();
    expect(session.problem).toBeNull();
  });
});

it('stays on top when told to, and leads back', async () => {
  const { user, backend } = await openWindow('?fake=3&desk=1', DESK);
  const top = vi.spyOn(backend, 'deskOnTop');
  const pin = await button('Keep on top');
  await user.click(pin);
  await expect.poll(() => pin.getAttribute('aria-pressed')).toBe('true');
  await user.click(pin);
  expect(top.mock.calls).toEqual([[true], [false]]);
});

it('speaks the language that was chosen in the studio meanwhile', async () => {
  const { backend, session } = await openWindow('?fake=3&desk=1', DESK);
  await button('Skip');
  await backend.saveSettings({ ...session.start.settings, language: 'fr' });
  expect(await button('C’est dans le portail')).toBeTruthy();
});

it('tells what failed, and shows nothing as done that is not kept', async () => {
  const { user, backend } = await openWindow('?fake=34&desk=12', DESK);
  await current();
  backend.deskTick = () =>
    Promise.reject({
      code: 'store_unwritable',
      message: { key: 'error.store_unwritable', values: {} },
      detail: null,
    });
  await user.click(await button('It is in the portal'));
  const alert = within(await screen.findByRole('alert'));
  expect(far()).toBe('12 of 34 episodes in the portal');
  await user.click(alert.getByRole('button', { name: 'Close' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

describe('axe finds nothing wrong with', () => {
  it.each([
    '?fake=5',
    '?fake=0',
    '?fake=34&desk=12',
    '?fake=81&desk=81&lang=fr',
    '?fake=3&desk=3&review',
  ])('%s', async (search) => {
    const { user } = await openWindow(search, DESK);
    const open = await screen.findByRole('button', {
      expanded: false,
      name: /eligible|admissible/,
    });
    await user.click(open);
    expect(await axeFindings()).toEqual([]);
  });
});

describe('from the studio', () => {
  it('is opened beside it: by the publish page, and by name', async () => {
    const { user, backend } = await openWindow('?fake=3', '#/draft/draft1/publish');
    const opened = vi.spyOn(backend, 'openDesk');
    await user.click(await button('Submission desk'));
    expect(opened).toHaveBeenLastCalledWith('draft1');
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('submission desk{Enter}');
    await expect.poll(() => opened.mock.calls.length).toBe(2);
    expect(location.hash).toMatch(/publish$/);
  });
});
