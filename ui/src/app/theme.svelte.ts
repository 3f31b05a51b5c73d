/** The theme to draw: the chosen one, or the system's as it changes. */
import { MediaQuery } from 'svelte/reactivity';
import type { Theme } from '../ipc/bindings';

const light = new MediaQuery('(prefers-color-scheme: light)', false);

export const theme = (chosen: Theme | null): Theme => chosen ?? (light.current ? 'light' : 'dark');
