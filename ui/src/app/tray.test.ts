import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { openWindow } from '../../dev/window';
import type { Job, JobKind, JobState, PostedEpisode } from '../ipc/bindings';
import { allOver, filesOf, lineOf, progressOf } from './tray';

const job = (id: number, kind: JobKind, state: JobState): Job => ({
  id,
  kind,
  draft: 'draft1',
  state,
  done: 3,
  total: 11,
  thousandths: 300,
  current: 'Rye',
  leftMs: 240_000,
});
const running = { state: 'running' } as const;
const NONE = new Set<number>();

describe('the line', () => {
  it('is about what was asked for before what goes on by itself', () => {
    const jobs = [job(1, 'analyse', running), job(2, 'prepare', { state: 'paused' })];
    expect(lineOf(jobs, NONE)?.id).toBe(2);
    expect(lineOf([...jobs, job(3, 'kit', running)], NONE)?.id).toBe(3);
  });

  it('does not tell that clips were read through, unless some could not be', () => {
    const problem = {
      code: 'file_damaged',
      message: { key: 'error.file_damaged', values: {} },
      detail: 'moov',
    } as const;
    const done = job(1, 'analyse', { state: 'analysed', outcome: { analysed: 9, failed: [] } });
    const failed = [{ path: '/a/Rye.mp4', problem }];
    const not = job(2, 'analyse', { state: 'analysed', outcome: { analysed: 8, failed } });
    expect(lineOf([done], NONE)).toBeUndefined();
    expect(lineOf([done, not], NONE)?.id).toBe(2);
    expect(lineOf([done, not], new Set([2]))).toBeUndefined();
    expect(filesOf(not, () => null)).toMatchObject([{ name: 'Rye.mp4', detail: 'moov' }]);
  });

  it('says how far it is, and that it rests', () => {
    expect(progressOf(job(1, 'prepare', running))).toMatch(/^3 of 11 · 4\smin 00\ss left$/);
    expect(progressOf(job(1, 'prepare', { state: 'paused' }))).toBe('3 of 11 · paused');
  });
});

it('warns of what did not come to its end, not of what the creator took back', () => {
  const episode = (stage: PostedEpisode['stage']): PostedEpisode => ({
    posting: 'posting1',
    episode: 'episode1',
    title: 'Rye',
    target: 'tiktok-post',
    account: 'a',
    stage,
    sinceMs: 0,
  });
  const over = [
    episode({ stage: 'posted', post: null }),
    episode({ stage: 'skipped' }),
    episode({ stage: 'withdrawn' }),
  ];
  const outcome = { episodes: over, waitsUntilMs: null, same: [], unfit: [] };
  expect(allOver(outcome)).toBe(true);
  expect(allOver({ ...outcome, episodes: [...over, episode({ stage: 'waiting' })] })).toBe(false);
});

describe('making files', () => {
  it('can be paused, goes on, and tells what could not be made', async () => {
    const { user, session } = await openWindow('?fake=34&unlucky', '#/draft/draft1/board');
    await screen.findAllByRole('gridcell');
    const id = await session.prepare();
    await session.pause(id!, true);
    const tray = within(screen.getByRole('contentinfo', { name: 'Jobs' }));
    await user.click(await tray.findByRole('button', { name: 'Resume' }));
    await tray.findByText(/files? ready for the kit/);
    expect(tray.getByText('1 could not be made')).toBeTruthy();
    await user.click(tray.getByRole('button', { name: 'Which files' }));
    expect(tray.getByText(/^The disk that holds .* is full/)).toBeTruthy();
  });
});
