/** Findings, fixes and their values, shortly. */
import type { Edit, Episode, Finding, Fix, FixAction, Severity, Value } from '../bindings';

export const time = (value: number): Value => ({ kind: 'time', value });
export const distance = (value: number): Value => ({ kind: 'distance', value });
export const text = (value: string): Value => ({ kind: 'text', value });
export const count = (value: number): Value => ({ kind: 'count', value });
export const word = (value: string): Value => ({ kind: 'word', value });

export const fix = (key: string, action: FixAction, values: Record<string, Value> = {}): Fix => ({
  label: { key: `fix.${key}`, values },
  action,
});

/** A fix that is one edit. */
export const edits = (key: string, edit: Edit, values: Record<string, Value> = {}): Fix =>
  fix(key, { do: 'edit', edit }, values);

/** A finding, and what answers it: the best first. */
export function about(
  rule: string,
  severity: Severity,
  episode: Episode | null,
  values: Record<string, Value>,
  ...answers: (Fix | null)[]
): Finding {
  const [best = null, ...others] = answers.filter((one) => one !== null);
  return {
    rule,
    severity,
    subject: episode ? { kind: 'episode', episode: episode.id } : { kind: 'series' },
    values,
    fix: best,
    others,
  };
}
