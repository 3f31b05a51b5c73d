/** The cutting room's keys. */
import type { Command } from '../../lib/commands.svelte';
import type { Player } from './player.svelte';
import type { End } from './trim';

/** What the keys act on. */
export interface Bench {
  player: Player;
  mark: (end: End) => void;
  goTo: (end: End) => void;
  clear: () => void;
  shorten: () => void;
  trimmed: () => boolean;
  tooLong: () => boolean;
  goToEpisode: (by: number) => void;
  /** Comes nearer, or goes further away. */
  zoom: (way: 1 | -1) => void;
  /** Cuts where the playhead stands. */
  cutHere: () => void;
  /** Opens the split panel, or closes it. */
  split: (open: boolean) => void;
  splitting: () => boolean;
  /** Is there one part of one clip, that can be cut? */
  cuttable: () => boolean;
}

const SECOND = 1_000_000;

/** Is the focus on nothing that needs arrows or Space itself? */
const free = (space = false): boolean => {
  const focused = document.activeElement;
  if (document.querySelector('dialog[open]')) return false;
  if (focused instanceof HTMLInputElement || focused instanceof HTMLSelectElement) return false;
  return !(space && (focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement));
};

export const commands = (bench: Bench): Command[] => {
  const { player } = bench;
  const arrows = () => free();
  const ends = () => free() && bench.cuttable() && !bench.splitting();
  return [
    {
      id: 'cutting.toggle',
      keys: [' '],
      run: () => player.toggle(),
      enabled: () => free(true),
    },
    { id: 'cutting.reverse', keys: ['J'], run: () => player.shuttle('j'), enabled: arrows },
    { id: 'cutting.stop', keys: ['K'], run: () => player.shuttle('k'), enabled: arrows },
    { id: 'cutting.faster', keys: ['L'], run: () => player.shuttle('l'), enabled: arrows },
    {
      id: 'cutting.back',
      keys: ['ArrowLeft', ','],
      run: () => player.step(-1),
      enabled: arrows,
    },
    {
      id: 'cutting.forward',
      keys: ['ArrowRight', '.'],
      run: () => player.step(1),
      enabled: arrows,
    },
    {
      id: 'cutting.secondBack',
      keys: ['Shift+ArrowLeft'],
      run: () => player.skip(-SECOND),
      enabled: arrows,
    },
    {
      id: 'cutting.secondForward',
      keys: ['Shift+ArrowRight'],
      run: () => player.skip(SECOND),
      enabled: arrows,
    },
    { id: 'cutting.toIn', keys: ['Shift+I'], run: () => bench.goTo('in'), enabled: arrows },
    { id: 'cutting.toOut', keys: ['Shift+O'], run: () => bench.goTo('out'), enabled: arrows },
    { id: 'cutting.markIn', keys: ['I'], run: () => bench.mark('in'), enabled: ends },
    { id: 'cutting.markOut', keys: ['O'], run: () => bench.mark('out'), enabled: ends },
    { id: 'cutting.clear', run: bench.clear, enabled: bench.trimmed },
    { id: 'cutting.shorten', run: bench.shorten, enabled: bench.tooLong },
    {
      id: 'cutting.loop',
      keys: ['Shift+L'],
      run: () => (player.looping = !player.looping),
      enabled: arrows,
    },
    { id: 'cutting.mute', keys: ['M'], run: () => player.toggleMuted(), enabled: arrows },
    {
      id: 'cutting.splitHere',
      keys: ['S'],
      run: bench.cutHere,
      enabled: () => free() && bench.cuttable(),
    },
    {
      id: 'cutting.split',
      keys: ['Shift+S'],
      run: () => bench.split(true),
      enabled: () => free() && bench.cuttable() && !bench.splitting(),
    },
    {
      id: 'cutting.closeSplit',
      keys: ['Escape'],
      run: () => bench.split(false),
      enabled: () => bench.splitting() && !document.querySelector('dialog[open]'),
      hidden: true,
      inText: true,
    },
    { id: 'cutting.zoomIn', keys: ['+', '='], run: () => bench.zoom(1), enabled: arrows },
    { id: 'cutting.zoomOut', keys: ['-'], run: () => bench.zoom(-1), enabled: arrows },
    { id: 'cutting.previous', keys: ['PageUp'], run: () => bench.goToEpisode(-1), enabled: arrows },
    { id: 'cutting.next', keys: ['PageDown'], run: () => bench.goToEpisode(1), enabled: arrows },
  ];
};
