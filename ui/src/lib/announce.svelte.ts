/** What a screen reader is told besides what it can see. One live region shows it. */
let sentence = $state('');
let turn = $state(0);

/** Says a sentence; the same one twice in a row is said twice. */
export function announce(text: string) {
  sentence = text;
  turn += 1;
}

export const announced = () => ({ sentence, turn });
