/** Limits by the id of their rule, as `assets/rules` names them. Rust checks; this only draws. */
import type { Limit, Rule, RuleId, RulesInForce } from '../ipc/bindings';

export const LONGEST = 'series.duration.max_s';
export const SHORTEST = 'series.duration.min_s';
export const MOST_EPISODES = 'series.videos.max';
export const LOWEST_PRICE = 'series.price.min_usd';
export const HIGHEST_PRICE = 'series.price.max_usd';

export const ruleOf = (rules: RulesInForce, id: RuleId): Rule | undefined =>
  rules.rules.find((rule) => rule.id === id);

/** The rules that a series is checked against: those that are on, posting's left out. */
export const checkedRules = (rules: RulesInForce): Rule[] =>
  rules.rules.filter(({ id, on }) => on && (id.startsWith('series.') || id.startsWith('own.')));

/** A rule's time, price, number or size. Nothing where the rule is off or has no such value. */
export function limitOf(rules: RulesInForce, id: RuleId): number | null {
  const rule = ruleOf(rules, id);
  return rule?.on ? amount(rule.limit) : null;
}

function amount(limit: Limit | null): number | null {
  return typeof limit?.value === 'number' ? limit.value : null;
}
