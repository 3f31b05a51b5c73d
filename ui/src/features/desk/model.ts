/** How the steps of the submission desk stand on the page. Pure: the view in, lines out. */
import type { DeskField, DeskStep, DeskView, FieldName } from '../../ipc/bindings';

/** How a step stands. `changed`: it is no longer what went in. */
export type Standing = 'done' | 'changed' | 'skipped' | 'todo';

export function standingOf({ tickedAtMs, changed, skipped }: DeskStep): Standing {
  if (skipped) return 'skipped';
  if (tickedAtMs === null) return 'todo';
  return changed.length > 0 ? 'changed' : 'done';
}

/** The steps as the portal asks for them: the form, its episodes, and what closes it. */
export interface Arranged {
  before: readonly DeskStep[];
  /** Episodes that are in the portal. */
  inside: readonly DeskStep[];
  /** Episodes that are not, without the current one: those that were skipped last. */
  outside: readonly DeskStep[];
  after: readonly DeskStep[];
  /** The step at hand: the one the creator chose, or the first that is not done. */
  current: DeskStep | null;
}

/** Arranges the steps around the one at hand. */
export function arrange(view: DeskView | null, chosen: string | null): Arranged {
  const steps = view?.steps ?? [];
  // Without a kit, writing one comes first.
  const here = view?.kit ? view.here : null;
  const current =
    steps.find(({ id }) => id === chosen) ?? steps.find(({ id }) => id === here) ?? null;
  const others = steps.filter((step) => step.episode && step !== current);
  const outside = others.filter((step) => standingOf(step) !== 'done');
  const skipped = (step: DeskStep) => Number(step.skipped);
  const closes = ({ kind }: DeskStep) => kind === 'order' || kind === 'submit';
  return {
    before: steps.filter((step) => !step.episode && !closes(step)),
    inside: others.filter((step) => standingOf(step) === 'done'),
    outside: outside.toSorted((a, b) => skipped(a) - skipped(b)),
    after: steps.filter(closes),
    current,
  };
}

/** The numbers of a row of episodes, where none is missing in it. */
export function stretch(steps: readonly DeskStep[]): { from: number; to: number } | null {
  const [from, to] = [steps[0]?.episode?.number, steps.at(-1)?.episode?.number];
  if (from === undefined || to === undefined) return null;
  return to - from + 1 === steps.length ? { from, to } : null;
}

/** How many episodes are in the portal as they are now. */
export const inPortal = (view: DeskView): number =>
  view.steps.filter((step) => step.episode && standingOf(step) === 'done').length;

/** What is typed into the portal; what is dragged there is not. */
export const textOf = ({ fields }: DeskStep): DeskField | null =>
  fields.find(({ name }) => TYPED.includes(name)) ?? null;
const TYPED: readonly FieldName[] = ['title', 'description', 'price', 'video_title'];

/** May a step be left out? The portal asks for the others. */
export const mayBeSkipped = ({ kind }: DeskStep): boolean =>
  kind === 'description' || kind === 'cover' || kind === 'episode' || kind === 'order';

/** What stands between the creator and a submission. */
export interface Lack {
  lack: 'kit' | 'steps' | 'price' | 'guidelines';
  count: number;
}

/** What is left before the series can be submitted; nothing, if it can be. */
export function lacks(view: DeskView): Lack[] {
  const steps = view.steps.filter(
    (step) => step.kind !== 'submit' && ['todo', 'changed'].includes(standingOf(step)),
  ).length;
  const points = view.guidelines.filter(({ tickedAtMs, stale }) => tickedAtMs === null || stale);
  const found: Lack[] = [
    { lack: 'kit', count: Number(!view.kit?.current) },
    { lack: 'steps', count: steps },
    { lack: 'price', count: Number(!view.priceConfirmed) },
    { lack: 'guidelines', count: points.length },
  ];
  return found.filter(({ count }) => count > 0);
}
