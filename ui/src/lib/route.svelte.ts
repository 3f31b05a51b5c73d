/** Where the window is. Kept in the address, so that back, reload and a start at a draft all work. */
import type { DraftId } from '../ipc/bindings';
import { keepAll } from './away';

export const PLACES = ['board', 'cutting', 'offer', 'publish'] as const;
/** A place within a draft: one of those, or the dry run of everything that would be fixed. */
export type DraftPlace = (typeof PLACES)[number] | 'fix';

export type Route =
  | { at: 'shelf' }
  | { at: 'settings' }
  /** The submission desk: a window of its own. */
  | { at: 'desk'; draft: DraftId }
  /** `detail`: the episode in the cutting room, the field in the offer. */
  | { at: DraftPlace; draft: DraftId; detail: string | null };

/**
 * `#/`, `#/settings`, `#/desk/{id}`, `#/draft/{id}/{place}/{detail}`. Whatever is not an address is the
 * shelf.
 */
export function readRoute(hash: string): Route {
  const [first, draft, place, detail] = hash.replace(/^#?\/?/, '').split('/');
  if (first === 'settings') return { at: 'settings' };
  if (first === 'desk' && draft) return { at: 'desk', draft };
  if (first !== 'draft' || !draft) return { at: 'shelf' };
  const at = place === 'fix' ? place : (PLACES.find((known) => known === place) ?? 'board');
  return { at, draft, detail: detail ? decodeURIComponent(detail) : null };
}

export function writeRoute(route: Route): string {
  if (route.at === 'shelf') return '#/';
  if (route.at === 'settings') return '#/settings';
  if (route.at === 'desk') return `#/desk/${route.draft}`;
  const detail = route.detail === null ? '' : `/${encodeURIComponent(route.detail)}`;
  return `#/draft/${route.draft}/${route.at}${detail}`;
}

let current = $state.raw<Route>(readRoute(location.hash));
/** Where the window was before the settings. */
let before: Route = { at: 'shelf' };
window.addEventListener('hashchange', () => move(readRoute(location.hash)));

function move(next: Route) {
  keepAll();
  if (current.at !== 'settings') before = current;
  current = next;
}

/** Where the window is now. */
export const route = (): Route => current;

/** Goes there. What is being written is kept first. */
export function go(next: Route) {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  move(next);
  location.hash = writeRoute(next);
}

/** The draft that is open here, or stays open behind the settings. */
export function draftHere(): DraftId | null {
  const here = current.at === 'settings' ? before : current;
  return 'draft' in here ? here.draft : null;
}

/** Goes to a place of the draft that is open, if one is. */
export function goWithin(at: DraftPlace, detail: string | null = null) {
  const draft = draftHere();
  if (draft !== null) go({ at, draft, detail });
}

/** Goes to where the window was before the settings. */
export const leaveSettings = () => go(before);
