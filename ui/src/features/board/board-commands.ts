/** What can be done on the board, by key and by name. */
import type { EpisodeId, Target } from '../../ipc/bindings';
import { announce } from '../../lib/announce.svelte';
import { useCommands } from '../../lib/commands.svelte';
import { goWithin } from '../../lib/route.svelte';
import { t } from '../../lib/words.svelte';
import { worksOf } from '../../lib/treatments';
import { elementOf, type Board } from './board.svelte';
import type { Dragging } from './dragging.svelte';
import { isForAll } from './findings';
import { everything } from './selection';
import { join, send, takeApart, untreat } from './ways-back';

export function useBoardCommands(
  board: Board,
  dragging: Dragging,
  askWhere: (episodes: readonly EpisodeId[]) => void,
) {
  const { session } = board;
  const any = () => board.chosen.length > 0;
  const onCard = () => (document.activeElement as HTMLElement | null)?.dataset['episode'];

  const joined = () =>
    board.chosen.length === 1 ? board.card(board.chosen[0] ?? null) : undefined;
  const treated = () =>
    board.chosen.filter((id) => {
      const card = board.card(id);
      return card && worksOf(card.episode).length > 0;
    });

  /** Those of the chosen that go elsewhere than to `target`. */
  const elsewhere = (target: Target) =>
    board.chosen.filter((id) => (board.card(id)?.episode.target ?? 'portal') !== target);

  async function add(ask: () => Promise<string[]>) {
    const paths = (await session.ask(ask)) ?? [];
    await session.import(paths, { at: 'last' });
  }
  const chooseFiles = () => add(() => session.backend.chooseFiles());
  const chooseFolder = () =>
    add(async () => {
      const folder = await session.backend.chooseFolder();
      return folder === null ? [] : [folder];
    });

  /** Removes what is chosen; the keyboard goes on to the card that follows. */
  async function remove() {
    const episodes = [...board.chosen];
    const gone = new Set(episodes);
    const at = board.shownIds.findIndex((id) => gone.has(id));
    const next =
      board.shownIds.slice(at).find((id) => !gone.has(id)) ??
      board.shownIds.slice(0, at).findLast((id) => !gone.has(id));
    if (!(await session.edit({ edit: 'remove', episodes }))) return;
    announce(t('board.removed', { count: episodes.length }));
    if (next !== undefined) board.refocus(next);
  }

  useCommands([
    {
      id: 'addFiles',
      keys: ['Mod+O'],
      enabled: () => session.start.ffmpeg.state === 'ready',
      run: () => void chooseFiles(),
    },
    {
      id: 'paste',
      keys: ['Mod+V'],
      enabled: () => session.start.ffmpeg.state === 'ready',
      run: () => void add(() => session.backend.pastedFiles()),
    },
    { id: 'selectAll', keys: ['Mod+A'], run: () => board.select(everything(board.shownIds)) },
    { id: 'remove', keys: ['Delete', 'Backspace'], enabled: any, run: () => void remove() },
    {
      id: 'rename',
      keys: ['F2'],
      enabled: any,
      run: () => (board.editing = onCard() ?? board.chosen[0] ?? null),
    },
    {
      id: 'join',
      keys: ['J'],
      enabled: () => board.selection.ids.size > 1,
      run: () => void join(board, board.chosen),
    },
    {
      id: 'takeApart',
      enabled: () => (joined()?.spans.length ?? 0) > 1,
      run: () => void takeApart(board, joined()?.episode.id ?? ''),
    },
    {
      id: 'untreat',
      enabled: () => treated().length > 0,
      run: () => void untreat(board, treated()),
    },
    ...(['portal', 'tiktok-draft', 'tiktok-post'] as const).map((target) => ({
      id: `send.${target}`,
      enabled: () => elsewhere(target).length > 0,
      run: () => void send(board, elsewhere(target), target),
    })),
    {
      id: 'fixAll',
      keys: ['Mod+Shift+F'],
      enabled: () => session.view?.preflight.findings.some(isForAll) ?? false,
      run: () => goWithin('fix'),
    },
    { id: 'moveTo', keys: ['M'], enabled: any, run: () => askWhere(board.chosen) },
    {
      id: 'grab',
      keys: ['Space'],
      enabled: any,
      run: () => {
        const id = onCard() ?? board.chosen[0];
        if (id === undefined) return;
        elementOf(id)?.focus();
        dragging.grab(id);
      },
    },
    {
      id: 'cardMenu',
      keys: ['Shift+F10', 'ContextMenu'],
      enabled: any,
      run: () => {
        const id = onCard() ?? board.chosen[0];
        const from = id === undefined ? null : elementOf(id);
        if (id !== undefined && from) board.openMenu(id, from.getBoundingClientRect());
      },
    },
    {
      id: 'openCutting',
      keys: ['Mod+Enter'],
      enabled: any,
      run: () => goWithin('cutting', onCard() ?? board.chosen[0] ?? null),
    },
    { id: 'togglePanel', keys: ['Mod+B'], run: () => board.setPanel(!board.panel) },
    {
      id: 'toggleList',
      run: () => board.setMode(board.mode === 'list' ? 'grid' : 'list'),
    },
  ]);
  return { chooseFiles, chooseFolder };
}
