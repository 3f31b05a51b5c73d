import { describe, expect, it } from 'vitest';
import type {
  AccountKind,
  DraftView,
  EntryState,
  EpisodePlan,
  ExportPlan,
  Finding,
  PublishRow,
  Stage,
  Target,
} from '../../ipc/bindings';
import { NOTHING_SAID } from '../../lib/post-settings';
import {
  asksCreator,
  counts,
  isFixed,
  left,
  saidOf,
  sharesSent,
  squares,
  sumOf,
  toSend,
} from './model';

const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'block',
  subject: { kind: 'series' },
  values: {},
  fix: null,
  others: [],
  ...more,
});

const text = (value: string) => ({ kind: 'text' as const, value });

const row = (target: Target, stage: Stage | null = null, more: Partial<PublishRow> = {}) =>
  ({
    target,
    posted: stage && { stage },
    unfit: [],
    said: null,
    same: null,
    ...more,
  }) as unknown as PublishRow;
const WAITS: Stage = { stage: 'waiting' };
const LOST: Stage = { stage: 'unconfirmed', what: 'place', ticket: null };

describe('rows', () => {
  it('are counted by where they go', () => {
    const rows = [row('portal'), row('tiktok-post'), row('tiktok-draft'), row('tiktok-post')];
    expect(counts(rows)).toEqual({ kit: 1, drafts: 1, posts: 2, videos: 0 });
  });

  it('come to what their own files come to, and to nothing before that is known', () => {
    const file = (episode: string, bytes: number, time: number) =>
      ({ episode, bytes, time }) as EpisodePlan;
    const plan = { episodes: [file('e1', 5, 7), file('e2', 11, 13), file('e3', 17, 19)] };
    const rows = [row('portal', null, { episode: 'e1' }), row('portal', null, { episode: 'e3' })];
    expect(sumOf(plan as ExportPlan, rows)).toEqual({ bytes: 22, time: 26 });
    expect(sumOf(null, rows)).toBeNull();
  });

  it('say what was said of what waits', () => {
    const said = { ...NOTHING_SAID, privacy: 'SELF_ONLY', comment: true, made_by_ai: true };
    const waits = (target: Target) => saidOf(row(target, WAITS, { said }));
    expect(waits('tiktok-post')).toEqual(['post.privacy.SELF_ONLY', 'post.comment', 'post.ai']);
    expect(waits('peertube')[0]).toBe('peertube.privacy.SELF_ONLY');
    const brands = { ...NOTHING_SAID, disclosed: true, your_brand: true };
    expect(saidOf(row('tiktok-post', WAITS, { said: brands }))).toEqual(['post.yourBrand']);
    expect(saidOf(row('tiktok-post', WAITS))).toEqual([]);
  });

  it('are to be sent while nothing of them is on the list and the target takes them', () => {
    const unfit = [{ target: 'tiktok-post' as const, reason: { key: 'unfit.codec', values: {} } }];
    const same = { key: 'same.posted', values: {} };
    const rows = [
      row('portal'),
      row('tiktok-post'),
      row('tiktok-draft', null, { unfit }),
      row('tiktok-post', null, { unfit }),
      row('tiktok-post', WAITS),
      row('tiktok-post', LOST),
      row('tiktok-post', { stage: 'skipped' }),
      row('tiktok-post', { stage: 'skipped' }, { episode: 'e7' }),
      row('peertube'),
      row('tiktok-post', WAITS, { episode: 'e7' }),
      row('tiktok-post', null, { same }),
      row('tiktok-post', null, { same, episode: 'e7' }),
      row('tiktok-post', LOST, { episode: 'e7' }),
    ];
    const sent = (kind: AccountKind) =>
      toSend(kind, rows, new Set(['e7'])).map((one) => rows.indexOf(one));
    expect([sent('tiktok'), sent('peertube')]).toEqual([[1, 2, 7, 9, 11], [8]]);
  });

  it('stay where they go once they are on the list, unless they are skipped', () => {
    expect(
      [null, WAITS, LOST, { stage: 'skipped' } as Stage].map((stage) =>
        isFixed(row('tiktok-post', stage)),
      ),
    ).toEqual([false, true, true, false]);
    expect([WAITS, LOST].map((stage) => asksCreator(row('tiktok-post', stage)))).toEqual([
      false,
      true,
    ]);
  });

  it('tell how much of a file is there', () => {
    const plan = { size: 4_000_000_000, chunk: 10_000_000, count: 400 };
    const sending = {
      stage: 'sending',
      ticket: '',
      plan,
      all_went: false,
      until_ms: 0,
    } as const;
    expect(sharesSent({ ...sending, held: 1_999_999_999 })).toBe(499);
    expect(sharesSent(WAITS)).toBeNull();
  });
});

it('draws the places of a day: used, planned, free, and more than a cap where there are more', () => {
  const entry = (state: EntryState) =>
    ({ episode: 'e', target: 'tiktok-draft', beginsMs: 0, state }) as const;
  const day = {
    date: '2026-11-23',
    postsUsed: 0,
    draftsUsed: 2,
    entries: [entry('posted'), entry('waiting'), entry('planned')],
  };
  const all = ['used', 'used', 'planned', 'planned', 'free'];
  expect(squares(day, 'tiktok-draft', 5)).toEqual({ used: 2, planned: 2, most: 5, all });
  expect(squares(day, 'tiktok-draft', 3).all).toEqual(all.slice(0, 4));
  expect(squares(day, 'tiktok-post', 15).all).toHaveLength(15);
  // A rule that is off limits nothing.
  expect(squares(day, 'tiktok-post', 4_294_967_295).all).toEqual([]);
});

describe('what is left', () => {
  it('is one entry a rule for episodes, one a thing for the series, and only what blocks', () => {
    const view = {
      preflight: {
        ready: 0,
        findings: [
          finding('series.duration.max_s', { subject: { kind: 'episode', episode: 'e3' } }),
          finding('series.duration.max_s', { subject: { kind: 'episode', episode: 'e9' } }),
          finding('series.fields.required', { values: { field: text('title') } }),
          finding('series.fields.required', { values: { field: text('cover') } }),
          finding('own.video.vfr', { severity: 'warn' }),
        ],
      },
    } as unknown as DraftView;
    expect(left(view).map(({ rule, count, place }) => [rule, count, place])).toEqual([
      ['series.duration.max_s', 2, { kind: 'episode', episode: 'e3' }],
      ['series.fields.required', 1, { kind: 'board' }],
      ['series.fields.required', 1, { kind: 'board' }],
    ]);
  });
});
