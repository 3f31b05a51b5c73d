/** The rules in force by family, and their values in words. */
import type { Limit, Rule, RuleId, Value } from '../ipc/bindings';
import { show, t } from './words.svelte';

/** Rules of one family: those that begin alike. */
export interface Family {
  /** `series`, `elig`, `payout`, `api` … */
  name: string;
  rules: Rule[];
}

const ORDER = ['series', 'own', 'elig', 'payout', 'content', 'api', 'auth'];

/** The rules by family: what preflight checks comes first; families nobody named come last. */
export const families = (rules: Rule[]): Family[] => {
  const found = new Map<string, Rule[]>();
  for (const rule of rules) {
    const name = familyOf(rule.id);
    found.set(name, [...(found.get(name) ?? []), rule]);
  }
  const rank = (name: string) => {
    const at = ORDER.indexOf(name);
    return at < 0 ? ORDER.length : at;
  };
  return [...found]
    .map(([name, members]) => ({ name, rules: members }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
};

/** The family's name. */
export const familyOf = (id: RuleId): string => id.split('.', 1)[0] ?? id;

/** Does Showrunner have words for this family? */
export const isKnownFamily = (name: string): boolean => ORDER.includes(name);

/** A rule's value in words; nothing where nobody published one. */
export const limitText = (limit: Limit | null): string => {
  if (!limit) return t('rules.limit.unknown');
  switch (limit.kind) {
    case 'time':
    case 'money':
    case 'bytes':
    case 'peak':
      return show(limit);
    case 'number':
      return show({ kind: 'count', value: limit.value });
    case 'range':
      return t('rules.limit.range', limit.value);
    case 'loudness': {
      const { min, max } = limit.value;
      return t('rules.limit.range', { min: loudness(min), max: loudness(max) });
    }
    case 'names':
      return limit.value.join(', ');
    case 'flag':
      return t(limit.value ? 'rules.limit.yes' : 'rules.limit.no');
  }
};

const loudness = (value: number): Value => ({ kind: 'loudness', value });
