/** Findings by rule, in the order the panel shows them. Pure. */
import type { EpisodeId, Finding, RuleId, Severity } from '../../ipc/bindings';

export interface Group {
  rule: RuleId;
  severity: Severity;
  findings: readonly Finding[];
}

/** How many rows a rule shows before "Show n more". */
export const ROWS = 3;

const WORST: readonly Severity[] = ['block', 'warn', 'info'];

/** Grouped by rule; block, then warn, then info; then as Rust orders them: by episode. */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, { rule: RuleId; severity: Severity; findings: Finding[] }>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { rule: finding.rule, severity: finding.severity, findings: [finding] });
  }
  return [...groups.values()].toSorted(
    (a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity),
  );
}

/** Names a finding across revisions: its rule and what it is about. */
export const keyOf = (finding: Finding): string =>
  `${finding.rule} ${finding.subject.kind === 'episode' ? finding.subject.episode : ''} ${
    finding.values['field']?.value ?? ''
  }`;

export const episodeOf = (finding: Finding): EpisodeId | null =>
  finding.subject.kind === 'episode' ? finding.subject.episode : null;

/** Is it answered where everything is fixed at once? What is only good to know is not. */
export function isForAll({ severity, subject, fix }: Finding): boolean {
  if (severity === 'info' || subject.kind !== 'episode' || !fix) return false;
  return ['edit', 'split', 'join'].includes(fix.action.do);
}

/** A finding that was just fixed, kept for a moment in its old place. */
export interface Fixed {
  finding: Finding;
  /** The revision the fix made: undo is offered while it is the newest. */
  revision: number;
  /** What its row was called; the episode may be gone. */
  label: string;
}

/** The findings with those just fixed among them, where they stood before. */
export function withFixed(
  findings: readonly Finding[],
  fixed: readonly Fixed[],
): readonly Finding[] {
  const there = new Set(findings.map(keyOf));
  const gone = fixed.filter((one) => !there.has(keyOf(one.finding)));
  return [...findings, ...gone.map((one) => one.finding)];
}
