/** A file in the hand: pressed and moved, it leaves the window. */
import type { Attachment } from 'svelte/attachments';

/** So far a hand moves while it only presses, in CSS pixels. */
const SLACK = 4;

/** Calls `begin` once the element is dragged. The webview's own drag stays out of it. */
export const draggable =
  (begin: () => void): Attachment<HTMLElement> =>
  (element) => {
    let from: { x: number; y: number } | null = null;
    const down = (event: PointerEvent) => {
      if (event.button === 0) from = { x: event.clientX, y: event.clientY };
    };
    const moved = (event: PointerEvent) => {
      if (!from || Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLACK) return;
      from = null;
      begin();
    };
    const over = () => (from = null);
    const none = (event: Event) => event.preventDefault();
    element.addEventListener('pointerdown', down);
    element.addEventListener('dragstart', none);
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', over);
    window.addEventListener('blur', over);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('dragstart', none);
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', over);
      window.removeEventListener('blur', over);
    };
  };
