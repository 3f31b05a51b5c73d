/** Which view shows which place. Each is loaded when it is first gone to. */
import type { Component } from 'svelte';
import type { Route } from '../lib/route.svelte';

type Load = () => Promise<{ default: Component }>;

const VIEWS = import.meta.glob<{ default: Component }>('../features/*/View.svelte');
const view = (feature: string): Load => VIEWS[`../features/${feature}/View.svelte`] as Load;

export const LOADERS: Readonly<Record<Route['at'], Load>> = {
  shelf: view('shelf'),
  settings: view('settings'),
  board: view('board'),
  cutting: view('cutting-room'),
  offer: view('offer'),
  publish: view('publish'),
};
