/**
 * The one registry of everything a key or a name can do. It feeds the keyboard, the palette, the
 * help sheet and the tooltips. A view adds its commands while it is shown.
 */
import { onDestroy } from 'svelte';

export interface Command {
  /** Names it; the texts are `command.<id>`. */
  id: string;
  /** Keys like `Mod+Shift+Z`, `F2`, `?`. The first is the one that is shown. */
  keys?: readonly string[];
  run: () => void;
  /** Can it run now? Where it cannot, it stands greyed in the palette. */
  enabled?: () => boolean;
  /** Keys only: too small to be listed in the palette (arrows, Esc). */
  hidden?: boolean;
  /** Runs while the cursor stands in a text field, too. */
  inText?: boolean;
}

let list = $state.raw<readonly Command[]>([]);

/** Adds commands for as long as the component that calls this lives. */
export function useCommands(added: readonly Command[]) {
  list = [...list, ...added];
  onDestroy(() => (list = list.filter((command) => !added.includes(command))));
}

export const allCommands = (): readonly Command[] => list;
export const commandOf = (id: string): Command | undefined =>
  list.findLast((command) => command.id === id);

const mac = /Mac|iPhone/.test(navigator.userAgent);
const MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
const OTHER: Record<string, string> = { Mod: 'Ctrl' };
const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': '␣',
};

const partsOf = (keys: string): string[] => (keys === '+' ? [keys] : keys.split('+'));

/** Keys as this system writes them: `Ctrl Z`, `⌘ Z`. */
export const spell = (keys: string): string[] =>
  partsOf(keys).map((key) => (mac ? MAC : OTHER)[key] ?? NAMES[key] ?? key);

/** Does this key press mean these keys? */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = partsOf(keys);
  const key = parts.pop() ?? '';
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  const printable = key.length === 1 && !/[a-z0-9]/i.test(key);
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === parts.includes('Mod') &&
    !other &&
    event.altKey === parts.includes('Alt') &&
    // `?` needs Shift on most keyboards and none on some.
    (printable || event.shiftKey === parts.includes('Shift'))
  );
}

/** Runs the newest enabled command of the keys that were pressed. */
export function press(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const inText = isText(event.target);
  const found = list.findLast(
    (command) =>
      command.keys?.some((keys) => matches(event, keys)) &&
      (!inText || command.inText) &&
      (command.enabled?.() ?? true),
  );
  if (!found) return;
  event.preventDefault();
  found.run();
}

/** Does a person write here? */
export function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}
