/** What the settings show of the rules in force. */
import type { Limit, Rule, RuleId, Value } from '../../ipc/bindings';

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

/** What a rule's number counts, by how its name ends. */
export const isBytes = (id: RuleId): boolean =>
  id.includes('.size.') || id.endsWith('_bytes') || /^api\.chunk\.(min|max|last_max|whole_below|multi_above)$/.test(id);

/** A rule's value as values that can be worded; none where nobody published one. */
export const limitValues = (id: RuleId, limit: Limit | null): Value[] => {
  if (!limit) return [];
  switch (limit.kind) {
    case 'time':
      return [{ kind: 'time', value: limit.value }];
    case 'money':
      return [{ kind: 'money', value: limit.value }];
    case 'names':
      return limit.value.map((name) => ({ kind: 'text', value: name }));
    case 'number':
      return [{ kind: isBytes(id) ? 'bytes' : 'count', value: limit.value }];
  }
};
