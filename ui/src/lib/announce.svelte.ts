/** What a screen reader is told besides what it can see. One live region shows it. */
import { untrack } from 'svelte';

let sentence = $state('');
let turn = $state(0);

/** Says a sentence; the same one twice in a row is said twice. */
export function announce(text: string) {
  sentence = text;
  // Whoever says it does not listen to itself.
  turn = untrack(() => turn) + 1;
}

export const announced = () => ({ sentence, turn });
