/** What the creator supposes about a series. It is no part of the draft: nobody but them knows it. */
import type { Cents, DraftId } from '../../ipc/bindings';
import type { Assumptions } from './price';

/** A first guess, to be written over. */
export const GUESS: Assumptions = { fees: 3_000, tax: 0, cost: 0 };

const key = (draft: DraftId) => `showrunner.assumptions.${draft}`;

/** What was kept in this window for a draft. */
export function read(draft: DraftId): Assumptions {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(draft)) ?? 'null');
    if (kept === null || typeof kept !== 'object') return GUESS;
    const { fees, tax, cost } = kept as Record<string, unknown>;
    return {
      fees: whole(fees, 10_000) ?? GUESS.fees,
      tax: whole(tax, 10_000) ?? GUESS.tax,
      cost: whole(cost, Number.MAX_SAFE_INTEGER) ?? GUESS.cost,
    };
  } catch {
    return GUESS;
  }
}

/** Keeps it in this window. Where the webview keeps nothing, it lasts until the window closes. */
export function write(draft: DraftId, assumptions: Assumptions): void {
  try {
    localStorage.setItem(key(draft), JSON.stringify(assumptions));
  } catch {
    // A full or forbidden store loses a guess, nothing else.
  }
}

const whole = (value: unknown, most: number): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most ? Number(value) : null;

/** A share as a person types it (`30`, `12,5 %`), in hundredths of a percent. */
export function readShare(text: string): number | null {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
  if (!found) return null;
  const share = Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return share <= 10_000 ? share : null;
}

/** An amount as a person types it (`450`, `$1,20`, `9,99 $`), in cents. */
export function readAmount(text: string): Cents | null {
  const found = /^\$?\s*(\d{1,9})(?:[.,](\d{1,2}))?\s*\$?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null;
}
