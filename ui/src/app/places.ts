/** Which view shows which place. Each is loaded when it is first gone to. */
import type { Component } from 'svelte';
import type { Route } from '../lib/route.svelte';

type Load = () => Promise<{ default: Component }>;

export const LOADERS: Readonly<Record<Route['at'], Load>> = {
  shelf: () => import('../features/shelf/View.svelte'),
  settings: () => import('../features/settings/View.svelte'),
  board: () => import('../features/board/View.svelte'),
  fix: () => import('../features/dry-run/View.svelte'),
  cutting: () => import('../features/cutting-room/View.svelte'),
  offer: () => import('../features/offer/View.svelte'),
  publish: () => import('../features/publish/View.svelte'),
  desk: () => import('../features/desk/View.svelte'),
};
