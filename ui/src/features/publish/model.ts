/** What the way out shows: the roads, what is left to do, and whether a kit still holds. */
import type {
  AccountKind,
  CalendarDay,
  DraftView,
  EpisodeId,
  EpisodePlan,
  ExportPlan,
  Finding,
  Message,
  Micros,
  PublishRow,
  RuleId,
  Stage,
  Target,
  Value,
} from '../../ipc/bindings';
import { placeOf, type AnswerPlace } from '../../lib/fix-place';

/** The plan by episode. */
export const planOf = (plan: ExportPlan | null): Map<string, EpisodePlan> =>
  new Map(plan?.episodes.map((episode) => [episode.episode, episode]));

/** What files come to: how large they are, in bytes, and how long it takes to make them. */
export interface Sum {
  bytes: number;
  time: Micros;
}

/** What the files of some rows come to; null where it is not known yet. */
export const sumOf = (plan: ExportPlan | null, rows: readonly PublishRow[]): Sum | null => {
  if (!plan) return null;
  const meant = new Set(rows.map(({ episode }) => episode));
  const made = plan.episodes.filter(({ episode }) => meant.has(episode));
  return made.reduce(
    (sum, { bytes, time }) => ({ bytes: sum.bytes + bytes, time: sum.time + time }),
    {
      bytes: 0,
      time: 0,
    },
  );
};

/** One thing that is left to do. */
export interface Left {
  rule: RuleId;
  /** One of its findings: its values word the rule. */
  finding: Finding;
  count: number;
  place: AnswerPlace;
}

/**
 * What blocks, in the order of the findings: one entry a rule for all its episodes, and one for
 * each thing the series lacks.
 */
export const left = (view: DraftView): Left[] => {
  const found = new Map<string, Left>();
  for (const finding of view.preflight.findings) {
    if (finding.severity !== 'block') continue;
    const { rule } = finding;
    const place = placeOf(finding);
    const key = place.kind === 'episode' ? rule : `${rule} ${JSON.stringify(finding.values)}`;
    const entry = found.get(key);
    if (entry) entry.count += 1;
    else found.set(key, { rule, finding, count: 1, place });
  }
  return [...found.values()];
};

/** How many episodes go where. */
export interface Counts {
  kit: number;
  drafts: number;
  posts: number;
  videos: number;
}

/** How many of some rows go where. */
export const counts = (rows: readonly PublishRow[]): Counts => {
  const to = (target: Target) => rows.filter((row) => row.target === target).length;
  return {
    kit: to('portal'),
    drafts: to('tiktok-draft'),
    posts: to('tiktok-post'),
    videos: to('peertube'),
  };
};

/** Does a target belong to that platform, so that we send there? */
const isOf = (kind: AccountKind, target: Target) =>
  kind === 'peertube'
    ? target === 'peertube'
    : target === 'tiktok-draft' || target === 'tiktok-post';

/**
 * What is to be sent there and not on the list; of what was skipped, waits to be sent otherwise, or has its file
 * there already, what is in `anew`.
 */
export const toSend = (
  kind: AccountKind,
  rows: readonly PublishRow[],
  anew: ReadonlySet<EpisodeId>,
): PublishRow[] =>
  rows.filter(
    ({ episode, target, posted, same, unfit }) =>
      isOf(kind, target) &&
      (anew.has(episode)
        ? posted === null || ['skipped', 'waiting'].includes(posted.stage.stage)
        : posted === null && same === null) &&
      !unfit.some((one) => one.target === target),
  );

/** The platform's name. */
export const platformOf = (target: Target) => (target === 'peertube' ? 'PeerTube' : 'TikTok');

/** What is worth saying once a posting that was begun is skipped. */
export const recalled = ({ posted, target }: PublishRow): Message | null => {
  const stage = posted?.stage.stage === 'unreachable' ? posted.stage.was : posted?.stage;
  if (stage?.stage !== 'sending' || stage.all_went) return null;
  const held: Value = { kind: 'bytes', value: stage.held };
  return {
    key: 'posting.recalled',
    values: { held, place: { kind: 'text', value: platformOf(target) } },
  };
};

/** What was said of what waits, a word or a few for each thing. */
export const saidOf = ({ target, said }: PublishRow): string[] => {
  if (!said) return [];
  const place = target === 'peertube' ? 'peertube' : 'post';
  const allowed = (['comment', 'duet', 'stitch'] as const).filter((which) => said[which]);
  const brands = (['your_brand', 'branded_content'] as const).filter((which) => said[which]);
  return [
    ...(said.privacy === null ? [] : [`${place}.privacy.${said.privacy}`]),
    ...allowed.map((which) => `post.${which}`),
    ...(said.disclosed
      ? brands.map((which) => (which === 'your_brand' ? 'post.yourBrand' : 'post.branded'))
      : []),
    ...(said.made_by_ai ? ['post.ai'] : []),
  ];
};

/** Has the platform something of it, or is it on the list, so that it cannot simply go elsewhere? */
export const isFixed = ({ posted }: PublishRow): boolean =>
  posted !== null && posted.stage.stage !== 'skipped';

/** Must the creator say something before it goes on? */
export const asksCreator = ({ posted }: PublishRow): boolean =>
  posted !== null && ['refused', 'unconfirmed', 'unreachable'].includes(posted.stage.stage);

/** How much of a file the platform holds, in thousandths, while it is being sent. */
export const sharesSent = (stage: Stage): number | null =>
  stage.stage === 'sending'
    ? Math.floor((Number(stage.held) / Number(stage.plan.size)) * 1000)
    : null;

/** One place of a day: used up, planned, or free. */
export type Square = 'used' | 'planned' | 'free';

/** More than so many places a day are as good as no limit, and not drawn. */
const MOST_DRAWN = 30;

/** The places of a day for a target. */
export function squares(day: CalendarDay, target: 'tiktok-draft' | 'tiktok-post', cap: number) {
  const used = target === 'tiktok-post' ? day.postsUsed : day.draftsUsed;
  const planned = day.entries.filter(
    (entry) => entry.target === target && (entry.state === 'planned' || entry.state === 'waiting'),
  ).length;
  const most = cap > MOST_DRAWN ? used + planned : Math.max(cap, used + planned);
  const all = Array.from({ length: most }, (_, at): Square =>
    at < used ? 'used' : at < used + planned ? 'planned' : 'free',
  );
  return { used, planned, most, all };
}
