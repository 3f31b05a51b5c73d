/** The cuts of a split while the creator arranges them: what a plan proposed, moved, added, taken out. */
import type { ClipAnalysis, Message, Micros, SplitPlan, Trim } from '../../ipc/bindings';

/** One cut: a part ends here, the next begins. */
export interface Cut {
  /** From the clip's start. */
  at: Micros;
  /** Why here; none where the creator put it. */
  reason: Message | null;
}

/** Cuts, in order, none twice. */
export type Cuts = readonly Cut[];

/** What a part must keep to; none where no rule says so. */
export interface Lengths {
  shortest: Micros | null;
  longest: Micros | null;
}

/** The cuts a plan proposes. */
export const cutsOf = (plan: SplitPlan): Cuts =>
  plan.parts.slice(0, -1).map(({ span, reason }) => ({ at: span.out, reason }));

/** The cuts the creator put or moved, also where a plan has taken them over since. */
export const marksOf = (cuts: Cuts): Micros[] =>
  cuts.filter(({ reason }) => !reason || reason.key.startsWith(MARK)).map(({ at }) => at);
const MARK = 'split.reason.mark';

/** What the cuts make of a stretch, in order. */
export const partsOf = (span: Trim, cuts: Cuts): Trim[] => {
  const edges = [span.in, ...cuts.map(({ at }) => at), span.out];
  return edges.slice(1).map((out, i) => ({ in: edges[i] ?? span.in, out }));
};

/** The part that is shown at a time, from 0. */
export const partAt = (cuts: Cuts, at: Micros): number => {
  const next = cuts.findIndex((cut) => cut.at > at);
  return next < 0 ? cuts.length : next;
};

/** The cut nearest to a time; the first where there is none. */
export const nearestCut = (cuts: Cuts, at: Micros): number =>
  cuts.reduce((best, cut, i) => {
    const off = Math.abs((cuts[best]?.at ?? Infinity) - at);
    return Math.abs(cut.at - at) < off ? i : best;
  }, 0);

/** What is wrong with a part. */
export const fault = (part: Trim, { shortest, longest }: Lengths): 'short' | 'long' | null => {
  const length = part.out - part.in;
  if (longest !== null && length > longest) return 'long';
  return shortest !== null && length < shortest ? 'short' : null;
};

/** Between what a cut may be moved: each part keeps at least a frame. */
export const bounds = (span: Trim, cuts: Cuts, i: number, frame: Micros): [Micros, Micros] => {
  const least = (cuts[i - 1]?.at ?? span.in) + frame;
  return [least, Math.max(least, (cuts[i + 1]?.at ?? span.out) - frame)];
};

/** A cut moved by hand: it loses its reason, the others keep theirs. */
export const moved = (cuts: Cuts, i: number, at: Micros): Cuts =>
  cuts[i]?.at === at ? cuts : cuts.with(i, { at, reason: null });

/** A cut more, if it leaves a frame before and behind it. */
export const added = (span: Trim, cuts: Cuts, at: Micros, frame: Micros): Cuts => {
  const i = partAt(cuts, at);
  const before = cuts[i - 1]?.at ?? span.in;
  const after = cuts[i]?.at ?? span.out;
  if (at - before < frame || after - at < frame) return cuts;
  return cuts.toSpliced(i, 0, { at, reason: null });
};

/** A cut less: its parts become one. */
export const removed = (cuts: Cuts, i: number): Cuts => cuts.toSpliced(i, 1);

/** Times that a moved cut is drawn to: those in talk and picture first, keyframes after them. */
export interface Magnets {
  strong: readonly Micros[];
  weak: readonly Micros[];
}

/** What is known of a clip as magnets. */
export const magnetsOf = (analysis: ClipAnalysis | null): Magnets => {
  const pauses = analysis?.sound?.pauses.map((one) => Math.round((one.in + one.out) / 2)) ?? [];
  const chapters = analysis?.index?.chapters.map(({ start }) => start) ?? [];
  const scenes = analysis?.index?.scenes ?? [];
  return {
    strong: [...pauses, ...scenes, ...chapters].sort((a, b) => a - b),
    weak: analysis?.index?.keyframes ?? [],
  };
};

/** The magnet nearest to a time within reach; the time itself where there is none. */
export const drawn = (at: Micros, { strong, weak }: Magnets, reach: Micros): Micros =>
  near(strong, at, reach) ?? near(weak, at, reach) ?? at;

function near(times: readonly Micros[], at: Micros, reach: Micros): Micros | undefined {
  const i = firstAt(times, at);
  const [before, after] = [times[i - 1], times[i]];
  const best =
    before === undefined || (after !== undefined && after - at < at - before) ? after : before;
  return best !== undefined && Math.abs(best - at) <= reach ? best : undefined;
}

/** The index of the first time that is not before `at`. */
export const firstAt = (times: readonly Micros[], at: Micros): number => {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** How many pixels the flag of each cut has to itself; none for those aside. */
export const flagRooms = (places: readonly number[], width: number): number[] =>
  places.map((x, i) => {
    const next = places.slice(i + 1).find((other) => other >= 0) ?? width + 20;
    return x < 0 ? 0 : Math.max(0, next - x);
  });
