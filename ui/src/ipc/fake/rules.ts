/** The rules a fake studio runs on: ids and values as `assets/rules` has them, told shortly. */
import { limitOf, LONGEST, SHORTEST } from '../../lib/rules';
import type { Limit, Rule, RulesInForce, Severity, SplitLimits, Sure, Target } from '../bindings';

type Row = [id: string, limit: Limit | null, severity: Severity, sure: Sure];

const time = (seconds: number): Limit => ({ kind: 'time', value: seconds * 1_000_000 });
const money = (value: number): Limit => ({ kind: 'money', value });
const number = (value: number): Limit => ({ kind: 'number', value });
const names = (...value: string[]): Limit => ({ kind: 'names', value });

/** Longer videos the posting API does not take. */
export const API_LONGEST = 600_000_000;

const ROWS: Row[] = [
  ['series.videos.max', number(80), 'block', 'A'],
  ['series.videos.min', number(1), 'block', 'own'],
  ['series.duration.min_s', time(30), 'block', 'A'],
  ['series.duration.max_s', time(1200), 'block', 'A'],
  ['series.size.max_bytes', number(4_000_000_000), 'warn', 'D'],
  ['series.container', names('mp4'), 'warn', 'D'],
  ['series.orientation', null, 'info', 'D'],
  ['series.video.codec', names('h264'), 'warn', 'U'],
  ['series.video.fps.min', number(23), 'warn', 'U'],
  ['series.video.fps.max', number(60), 'warn', 'U'],
  ['series.price.min_usd', money(99), 'block', 'A'],
  ['series.price.max_usd', money(18_999), 'block', 'A'],
  ['series.price.locked', null, 'block', 'A'],
  ['series.fields.required', null, 'block', 'A'],
  ['series.title.max', null, 'info', 'U'],
  ['elig.age', number(18), 'block', 'A'],
  ['elig.account_age_days', number(30), 'block', 'A'],
  ['elig.account_type', null, 'block', 'A'],
  ['elig.followers', number(10_000), 'warn', 'A'],
  ['elig.posts_30d', number(3), 'warn', 'A'],
  ['elig.views_30d', number(1000), 'warn', 'A'],
  ['elig.original', null, 'block', 'A'],
  ['elig.standing', null, 'warn', 'A'],
  ['elig.region', null, 'warn', 'C'],
  ['own.file.missing', null, 'block', 'own'],
  ['own.file.changed', null, 'block', 'own'],
  ['own.video.vfr', null, 'warn', 'own'],
  ['own.video.hdr', null, 'warn', 'own'],
  ['own.audio.none', null, 'info', 'own'],
  ['own.titles.alike', null, 'info', 'own'],
];

const row = ([id, limit, severity, sure]: Row): Rule => ({
  id,
  limit,
  severity,
  sure,
  source: sure === 'own' ? 'Showrunner' : 'About Series',
  url: sure === 'own' ? null : 'https://support.tiktok.com/en/business-and-creator/series',
  read: '2026-09-11',
  on: limit !== null || !id.endsWith('.max'),
  own_file: false,
});

export const rulesInForce: RulesInForce = {
  rules: ROWS.map(row),
  read: '2026-09-11',
  refused: [],
};

/** How long a video may be at a target. */
export function lengthsAt(target: Target | undefined): SplitLimits {
  const limit = (rule: string) => limitOf(rulesInForce, rule);
  switch (target) {
    case 'tiktok-draft':
    case 'tiktok-post':
      return { min: 0, max: API_LONGEST, aim: null };
    case 'peertube':
      return { min: 0, max: null, aim: null };
    default:
      return { min: limit(SHORTEST) ?? 0, max: limit(LONGEST), aim: null };
  }
}
