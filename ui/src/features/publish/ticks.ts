/** What the creator ticked of their own account. It concerns no draft, so this window keeps it. */
const KEY = 'showrunner.eligibility';

/** The rules that were ticked. */
export function readTicks(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Keeps them. Where the webview keeps nothing, they last until the window closes. */
export function writeTicks(ticks: ReadonlySet<string>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...ticks]));
  } catch {
    // A full or forbidden store loses ticks, nothing else.
  }
}
