/** What the way out shows: the roads, what is left to do, and whether a kit still holds. */
import type { DraftView, EpisodePlan, ExportPlan, Finding, Rule, RuleId } from '../../ipc/bindings';
import { placeOf, type AnswerPlace } from '../../lib/fix-place';
import { roadName, ROADS, type RoadName } from '../../lib/roads';

/** How many episodes take each road, cheapest first, none left out that is taken. */
export const roads = (plan: ExportPlan): { name: RoadName; count: number }[] => {
  const taken = plan.episodes.map(({ recipe }) => roadName(recipe.road));
  return ROADS.map((name) => ({
    name,
    count: taken.filter((one) => one === name).length,
  })).filter(({ count }) => count > 0);
};

/** The plan by episode. */
export const planOf = (plan: ExportPlan | null): Map<string, EpisodePlan> =>
  new Map(plan?.episodes.map((episode) => [episode.episode, episode]));

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

/**
 * The rules TikTok holds the account against. Showrunner cannot check them, so one without a
 * value is listed too; one that was switched off is not.
 */
export const eligibility = (rules: readonly Rule[]): Rule[] =>
  rules.filter(({ id, on, limit }) => id.startsWith('elig.') && (on || limit === null));
