/** The kit on the publish page: as it lies on the disk, whoever wrote it and when; what goes out behind it. */
import { screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import { openWindow } from '../../../dev/window';

const PUBLISH = '#/draft/draft1/publish';
const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>('button', { name });

beforeEach(() => localStorage.clear());

it('is known after a restart, and known to be old as long as the series differs', async () => {
  const { user, backend, session } = await openWindow('?fake=3&alone&desk=0', PUBLISH);
  const shown = vi.spyOn(backend, 'reveal');
  expect(await screen.findByText(/^Kit written on /)).toBeTruthy();
  expect(session.jobs).toEqual([]);
  await expect.poll(() => screen.queryAllByText('Certified')).toHaveLength(3);
  expect((await button('Submission desk')).className).toContain('primary-step');
  expect(await button('Write kit again…')).toBeTruthy();
  await user.click(await button('Show folder'));
  expect(shown).toHaveBeenCalledWith('/home/ada/Kits/Sourdough from zero');

  const [first] = session.view?.draft.episodes ?? [];
  await session.edit({ edit: 'retitle', episode: first?.id ?? '', title: 'Begin here' });
  expect(await screen.findByText(/^The series was edited since/)).toBeTruthy();
  expect(screen.queryByText('Certified')).toBeNull();
  expect((await button('Write kit again…')).className).toContain('primary-step');
  await session.undo();
  await expect.poll(() => screen.queryByText(/^The series was edited since/)).toBeNull();
});

/** Two paid and three that want to be sent, with all that is asked for; the next kit waits when it is begun. */
async function both() {
  const opened = await openWindow('?fake=5&teasers=3&drafts=3&alone&connected', PUBLISH);
  const { backend, session, user } = opened;
  await session.setCover({ kind: 'frame', episode: 'ep1x0', at: 0 });
  await session.edit({ edit: 'confirm_price', price: 2999 });
  const write = backend.writeKit;
  const begun: number[] = [];
  vi.spyOn(backend, 'writeKit').mockImplementation(async (draft, folder) => {
    const job = await write(draft, folder);
    await backend.pauseJob(job);
    begun.push(job);
    return job;
  });
  const sent = vi.spyOn(backend, 'startPublish');
  const consent = screen.queryByRole('checkbox', { name: /^By posting/ });
  if (consent) await user.click(consent);
  const go = await button(/^Write kit and send 3 teasers/);
  await expect.poll(() => go.disabled).toBe(false);
  await user.click(go);
  await expect.poll(() => begun).toHaveLength(1);
  return { ...opened, job: begun[0] ?? 0, sent };
}

it('is written first, and then what goes with it is sent, wherever one looks meanwhile', async () => {
  const { backend, job, sent } = await both();
  expect((await button('Only send')).title).toBe('They are sent as soon as the kit is written.');
  expect(sent).not.toHaveBeenCalled();
  location.hash = '#/draft/draft1/board';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  await screen.findAllByRole('gridcell');
  await backend.resumeJob(job);
  await expect.poll(() => sent.mock.lastCall?.[1].episodes).toEqual(['ep1x2', 'ep1x3', 'ep1x4']);
  expect((await backend.jobs()).find(({ id }) => id === job)?.state.state).toBe('kit_written');
});

it('that is cancelled sends nothing', async () => {
  const { backend, job, sent } = await both();
  await backend.cancelJob(job);
  expect(await screen.findByText(/^The kit was cancelled/)).toBeTruthy();
  await expect.poll(async () => (await button('Only send')).disabled).toBe(false);
  expect(sent).not.toHaveBeenCalled();
});
