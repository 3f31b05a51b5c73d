/** What preflight says of one field of the offer. */
import type { DraftView, Finding, FixPlace } from '../../ipc/bindings';
import { placeOf } from '../../lib/fix-place';
import { t } from '../../lib/words.svelte';

/** The findings that are answered in a field, worst first. */
export const findingsOf = (view: DraftView, part: FixPlace): Finding[] =>
  view.preflight.findings.filter((finding) => {
    const place = placeOf(finding);
    return place.kind === 'offer' && place.part === part;
  });

/** The worst of them in a sentence, for below the field. */
export const trouble = (
  view: DraftView,
  part: FixPlace,
): { error: string | null; warning: string | null } => {
  const [worst] = findingsOf(view, part);
  if (!worst) return { error: null, warning: null };
  const sentence = t(`rule.${worst.rule}.sentence`, worst.values);
  return worst.severity === 'block'
    ? { error: sentence, warning: null }
    : { error: null, warning: sentence };
};
