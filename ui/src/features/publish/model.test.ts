import { describe, expect, it } from 'vitest';
import type { DraftView, ExportPlan, Finding, Road, Rule } from '../../ipc/bindings';
import { roadName } from '../../lib/roads';
import { eligibility, left, planOf, roads } from './model';

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

const roadsTaken: Road[] = [
  { road: 'transcode', video: true, audio: true },
  { road: 'copy' },
  { road: 'transcode', video: false, audio: true },
  { road: 'smart_cut', audio: false },
  { road: 'copy' },
  { road: 'remux' },
];
const plan = {
  bytes: 9,
  time: 9,
  episodes: roadsTaken.map((road, i) => ({
    episode: `e${i}`,
    fileName: `${i}.mp4`,
    recipe: { road },
  })),
} as ExportPlan;

describe('roads', () => {
  it('are named by what is made anew', () => {
    expect(roadName({ road: 'transcode', video: true, audio: false })).toBe('picture');
    expect(roads(plan)).toEqual([
      { name: 'copy', count: 2 },
      { name: 'remux', count: 1 },
      { name: 'sound', count: 1 },
      { name: 'smart', count: 1 },
      { name: 'transcode', count: 1 },
    ]);
    expect(planOf(plan).get('e5')?.fileName).toBe('5.mp4');
    expect(planOf(null).size).toBe(0);
  });
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

it('lists what TikTok holds the account against', () => {
  const limit = { kind: 'number', value: 18 };
  const rules = [
    { id: 'elig.age', on: true, limit },
    { id: 'elig.followers', on: false, limit },
    { id: 'elig.region', on: false, limit: null },
    { id: 'series.size.max_bytes', on: true, limit },
  ] as Rule[];
  expect(eligibility(rules).map(({ id }) => id)).toEqual(['elig.age', 'elig.region']);
});
