/**
 * What came anew, wherever it says the same as before by the very objects of before: who draws it draws only
 * what changed. For plain values that came from Rust, of which nobody changes any.
 */
export function unchanged<T>(before: T, after: T): T {
  if (Object.is(before, after)) return before;
  if (!isFilled(before) || !isFilled(after) || Array.isArray(before) !== Array.isArray(after))
    return after;
  const entries = Object.entries(after).map(
    ([name, value]) => [name, unchanged(before[name], value)] as const,
  );
  const same =
    entries.length === Object.keys(before).length &&
    entries.every(([name, value]) => name in before && Object.is(before[name], value));
  if (same) return before;
  const values = entries.map(([, value]) => value);
  return (Array.isArray(after) ? values : Object.fromEntries(entries)) as T;
}

const isFilled = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
