/** Where a finding is answered. */
import type { EpisodeId, Finding, FixPlace } from '../ipc/bindings';

export type AnswerPlace =
  { kind: 'episode'; episode: EpisodeId } | { kind: 'board' } | { kind: 'offer'; part: FixPlace };

/** The episode it is about; for the series the field that its fix fills; else the board. */
export function placeOf(finding: Finding): AnswerPlace {
  if (finding.subject.kind === 'episode') {
    return { kind: 'episode', episode: finding.subject.episode };
  }
  const part = partOf(finding);
  return part === null || part === 'board' ? { kind: 'board' } : { kind: 'offer', part };
}

function partOf({ fix }: Finding): FixPlace | null {
  if (fix?.action.do === 'go_to') return fix.action.place;
  if (fix?.action.do === 'cover_from') return 'cover';
  if (fix?.action.do !== 'edit') return null;
  return fix.action.edit.edit === 'set_price' ? 'price' : null;
}
