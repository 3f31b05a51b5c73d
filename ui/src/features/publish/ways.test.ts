import { expect, it } from 'vitest';
import type { PublishRow, Remedy, Stage, Target, Why } from '../../ipc/bindings';
import { waysOf } from './ways';

const row = (stage: Stage, remedy: Remedy | null, target: Target): PublishRow => ({
  episode: 'ep',
  number: 'T1',
  title: 'One',
  length: 1,
  bytes: 1,
  target,
  unfit: [],
  reason: { key: '', values: {} },
  warnings: [],
  posted: { posting: 'p', episode: 'ep', title: 'One', target, account: 'a', stage, sinceMs: 0 },
  means: null,
  remedy,
  raw: null,
  said: null,
  same: null,
  beginsMs: null,
});
const refused = (why: Why, remedy: Remedy, target: Target = 'tiktok-post') =>
  waysOf(
    row({ stage: 'refused', refused: { why, code: '', detail: '', log_id: '' } }, remedy, target),
  );

it('leads to the phone where only the phone helps, and never to a browser', () => {
  expect(refused('too_many_drafts', 'finish_drafts', 'tiktok-draft')).toEqual({
    steps: 'steps.finish_drafts',
    ways: ['finish_drafts'],
  });
  expect(refused('app_too_old', 'open_app').steps).toBe('steps.update_app');
  expect(refused('banned', 'open_app')).toEqual({ steps: 'steps.notices', ways: ['open_app'] });
  expect(refused('unknown_post', 'look', 'tiktok-draft')).toEqual({
    steps: 'steps.inbox',
    ways: ['there', 'not_there'],
  });
  expect(refused('unknown_post', 'look').ways).toEqual(['look', 'there', 'not_there']);
});

it('makes a file anew for its format, and another length by hand', () => {
  for (const why of ['format', 'frame_rate', 'picture_size'] as const)
    expect(refused(why, 'mend_file').ways).toEqual(['mend_file']);
  expect(refused('duration', 'mend_file', 'tiktok-draft').ways).toEqual(['shorten', 'send_anew']);
  const ways = ['shorten', 'make_private', 'send_anew'];
  expect(refused('over_account', 'mend_file').ways).toEqual(ways);
});

it('asks about what nobody knows, as far as it has a name', () => {
  const lost = (ticket: string | null, target: Target) =>
    waysOf(row({ stage: 'unconfirmed', what: 'status', ticket }, null, target)).ways;
  expect(lost('v1', 'tiktok-post')).toEqual(['ask', 'look', 'there', 'not_there']);
  expect(lost(null, 'tiktok-draft')).toEqual(['there', 'not_there']);
  expect(lost('v1', 'peertube')).toEqual(['ask', 'look', 'there', 'not_there']);
});
