/**
 * When the creator may not come back: the window is left, hidden or closed, or another place is
 * gone to. What is being written is kept then, as if its field had been left.
 */

const keepers = new Set<() => void>();

/** Keeps everything that is being written, now. */
export function keepAll() {
  for (const keep of keepers) keep();
}

/** Has `keep` run at such a moment. The answer stops that. */
export function onAway(keep: () => void): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

window.addEventListener('blur', keepAll);
window.addEventListener('pagehide', keepAll);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keepAll();
});
