import { beforeEach, expect, it, vi } from 'vitest';
import type { PublishRow, SentSoFar } from '../../ipc/bindings';
import { makeFake } from '../../ipc/fake';
import { Session } from '../../ipc/session.svelte';
import { announced } from '../../lib/announce.svelte';
import { Outgoing } from './outgoing.svelte';

const SECOND = 1000;

/** A page whose first teaser is on its way; what was told at a second of how much of it is there. */
async function onItsWay() {
  const backend = makeFake('?fake=5&teasers=3&connected&at-once', 'data:,');
  const session = new Session(backend);
  const view = await backend.publishView('draft1', null, null);
  const row = view.rows.find(({ target }) => target !== 'portal') as PublishRow;
  const so_far = (held: number, second: number): SentSoFar => ({
    posted: {
      posting: 'posting-1',
      episode: row.episode,
      title: row.title,
      target: row.target,
      account: 'a',
      stage: {
        stage: 'sending',
        ticket: 'p.1',
        plan: { size: 40, chunk: 10, count: 4 },
        held,
        all_went: false,
        until_ms: 0,
      },
      sinceMs: second * SECOND,
    },
    means: { key: 'stage.sending', values: {} },
  });
  Object.assign(row, so_far(10, 2));
  const look = vi.spyOn(backend, 'publishView').mockResolvedValue(view);
  const page = new Outgoing(session, 'draft1');
  await page.look();
  return { backend, page, look, row, so_far };
}

beforeEach(() => void vi.useFakeTimers());

it('shows how much of a file was sent in its row alone, without another look', async () => {
  const { page, look, row, so_far } = await onItsWay();
  expect(page.latest(row)).toBe(row);
  page.hear(so_far(20, 3));
  expect(page.latest(row).posted?.stage).toMatchObject({ stage: 'sending', held: 20 });
  const [other] = page.view?.rows ?? [];
  expect(other && page.latest(other)).toBe(other);
  expect(look).toHaveBeenCalledTimes(1);
});

it('does not show what is older than the last look', async () => {
  const { page, row, so_far } = await onItsWay();
  page.hear(so_far(0, 1));
  expect(page.latest(row)).toBe(row);
  page.hear(so_far(30, 4));
  const posted = row.posted && {
    ...row.posted,
    stage: { stage: 'processing', ticket: 'p.1' } as const,
  };
  const after = { ...row, posted };
  expect(page.latest(after)).toBe(after);
});

it('looks at all again after ten seconds of sending', async () => {
  const { page, look, so_far } = await onItsWay();
  vi.advanceTimersByTime(10 * SECOND);
  page.hear(so_far(20, 3));
  expect(look).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  page.hear(so_far(30, 4));
  expect(look).toHaveBeenCalledTimes(2);
  page.hear(so_far(40, 5));
  expect(look).toHaveBeenCalledTimes(2);
});

it('says what becomes of what was begun and is skipped', async () => {
  const { page, row, so_far, backend } = await onItsWay();
  page.hear(so_far(20, 3));
  const settle = vi.spyOn(backend, 'settlePosting').mockResolvedValue();
  await page.settle(row.posted?.posting ?? '', 'skip');
  expect(settle).toHaveBeenCalledWith('posting-1', 'skip');
  expect(announced().sentence).toBe(
    '20 B of it lie at TikTok and are forgotten there; nothing was posted.',
  );
});
