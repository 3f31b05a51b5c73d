/** What is done to episodes as a whole, and how it is taken back. */
import type { Edit, EpisodeId, Target } from '../../ipc/bindings';
import { announce } from '../../lib/announce.svelte';
import { UNTREATED } from '../../lib/treatments';
import { t } from '../../lib/words.svelte';
import type { Board } from './board.svelte';
import { only } from './selection';

/** Makes one episode of several, and chooses it. */
export async function join(board: Board, episodes: readonly EpisodeId[]): Promise<void> {
  const first = board.order.findIndex((id) => episodes.includes(id));
  if (!(await board.session.merge([...episodes]))) return;
  const number = board.card(board.order[first] ?? null)?.number ?? '';
  announce(t('board.joined', { count: episodes.length, number }));
  choose(board, first);
}

/** Makes an episode of every part of a joined one. */
export async function takeApart(board: Board, episode: EpisodeId): Promise<void> {
  const at = board.order.indexOf(episode);
  const parts = board.card(episode)?.spans.length ?? 0;
  if (!(await board.session.takeApart(episode))) return;
  announce(t('board.takenApart', { count: parts }));
  choose(board, at);
}

/** Leaves picture and sound of episodes as they are in their clips. */
export async function untreat(board: Board, episodes: readonly EpisodeId[]): Promise<void> {
  const edit: Edit = { edit: 'treat', episodes: [...episodes], treatment: UNTREATED };
  if (await board.session.edit(edit)) announce(t('board.untreated', { count: episodes.length }));
}

/** Sells episodes in the series, or gives them away as teasers. The keyboard stays with the first. */
export async function send(
  board: Board,
  episodes: readonly EpisodeId[],
  target: Target,
): Promise<void> {
  if (!(await board.session.edit({ edit: 'send', episodes: [...episodes], target }))) return;
  announce(t(target === 'portal' ? 'board.sold' : 'board.free', { count: episodes.length }));
  const [first] = episodes;
  if (first !== undefined) board.refocus(first);
}

function choose(board: Board, at: number) {
  const id = board.order[at];
  if (id === undefined) return;
  board.select(only(id));
  board.refocus(id);
}
