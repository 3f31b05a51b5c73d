/** What the way out shows: the roads, what is left to do, and whether a kit still holds. */
import type {
  DraftView,
  EpisodePlan,
  ExportPlan,
  Finding,
  FixPlace,
  Road,
  Rule,
  RuleId,
} from '../../ipc/bindings';

/** How a road is drawn and named. */
export type RoadName = 'copy' | 'remux' | 'transcode' | 'picture' | 'sound';

/** The name of a road: what of the file is made anew. */
export const roadName = (road: Road): RoadName => {
  if (road.road !== 'transcode') return road.road;
  if (road.video && road.audio) return 'transcode';
  return road.video ? 'picture' : 'sound';
};

/** How many episodes take each road, cheapest first, none left out that is taken. */
export const roads = (plan: ExportPlan): { name: RoadName; count: number }[] => {
  const order: RoadName[] = ['copy', 'remux', 'sound', 'picture', 'transcode'];
  return order
    .map((name) => ({
      name,
      count: plan.episodes.filter(({ road }) => roadName(road) === name).length,
    }))
    .filter(({ count }) => count > 0);
};

/** The plan by episode. */
export const planOf = (plan: ExportPlan | null): Map<string, EpisodePlan> =>
  new Map(plan?.episodes.map((episode) => [episode.episode, episode]));

/** Where a creator goes to answer a finding. */
export type Place =
  { kind: 'episode'; episode: string } | { kind: 'board' } | { kind: 'offer'; part: FixPlace };

/** One thing that is left to do. */
export interface Left {
  rule: RuleId;
  /** One of its findings: its values word the rule. */
  finding: Finding;
  count: number;
  place: Place;
}

/** What blocks, one entry a rule, in the order of the findings. */
export const left = (view: DraftView): Left[] => {
  const found = new Map<RuleId, Left>();
  for (const finding of view.preflight.findings) {
    if (finding.severity !== 'block') continue;
    const entry = found.get(finding.rule);
    if (entry) entry.count += 1;
    else found.set(finding.rule, { rule: finding.rule, finding, count: 1, place: placeOf(finding) });
  }
  return [...found.values()];
};

/** Where a finding is answered. */
export const placeOf = (finding: Finding): Place => {
  if (finding.subject.kind === 'episode') {
    return { kind: 'episode', episode: finding.subject.episode };
  }
  const action = finding.fix?.action;
  if (action?.do === 'go_to' && action.place !== 'board') {
    return { kind: 'offer', part: action.place };
  }
  if (action?.do === 'cover_from') return { kind: 'offer', part: 'cover' };
  if (action?.do === 'edit' && action.edit.edit === 'confirm_price') {
    return { kind: 'offer', part: 'price_confirmation' };
  }
  return { kind: 'board' };
};

/** The rules TikTok holds the account against. Showrunner cannot check them. */
export const eligibility = (rules: Rule[]): Rule[] =>
  rules.filter((rule) => rule.id.startsWith('elig.') && rule.on);
