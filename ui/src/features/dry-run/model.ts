/** What the dry run shows of each row, and what it says of all. Pure. */
import type { DryRow, DryRunView, FixTicks } from '../../ipc/bindings';

/** Nothing is ticked otherwise than it came. */
export const AS_IT_CAME: FixTicks = { ticked: [], unticked: [] };

/** A row is ticked or not, by the creator's hand. */
export function ticking({ ticked, unticked }: FixTicks, key: string, on: boolean): FixTicks {
  const others = (keys: readonly string[]) => keys.filter((other) => other !== key);
  return {
    ticked: on ? [...others(ticked), key] : others(ticked),
    unticked: on ? others(unticked) : [...others(unticked), key],
  };
}

/** Nothing is ticked. */
export const noneOf = (rows: readonly DryRow[]): FixTicks => ({
  ticked: [],
  unticked: rows.map(({ key }) => key),
});

/** The rows as they are ticked now, whatever they were when Rust was asked. */
export const asTicked = (rows: readonly DryRow[], ticks: FixTicks): DryRow[] =>
  rows.map((row) => {
    const ticked =
      ticks.ticked.includes(row.key) || (row.ticked && !ticks.unticked.includes(row.key));
    return ticked === row.ticked ? row : { ...row, ticked };
  });

export type Share = 'none' | 'all' | 'some';

/** How much of a row is encoded anew. */
export function shareOf({ encoded, length }: DryRow): Share {
  if (encoded <= 0) return 'none';
  return encoded >= length * 0.995 ? 'all' : 'some';
}

/** Where a row is encoded anew, in shares of its length; what would be too thin to see is widened. */
export function anewOf({ anew, length }: DryRow): { left: number; width: number }[] {
  if (length <= 0) return [];
  const thin = 0.035;
  return anew.map((span) => {
    const width = Math.min(1, Math.max(thin, (span.out - span.in) / length));
    return { left: Math.min(span.in / length, 1 - width), width };
  });
}

/** Does a row take its episode out? */
export const isLeftOut = ({ edit }: DryRow): boolean => edit.edit === 'remove';

/** What is missing for everything to fit on the disk, in bytes. */
export function missingRoom({ run, freeBytes }: DryRunView): number {
  return freeBytes === null ? 0 : Math.max(0, run.total.bytes - freeBytes);
}
