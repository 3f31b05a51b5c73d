/** The meaning of every step, as `series/src/edit.rs` and `history.rs` have it. */
import type { Draft, Edit, Episode, EpisodeId, Message, Place, Problem, Trim } from '../bindings';
import { paidOf, partsOf, teasersOf } from '../../lib/episodes';

/** Refuses an edit the way Rust does. */
export function refuse(
  code: Problem['code'],
  detail: string,
  values: Message['values'] = {},
): never {
  const problem: Problem = { code, message: { key: `error.${code}`, values }, detail };
  throw problem;
}

const edit_refused = (detail: string) => refuse('edit_refused', detail);

export function apply(draft: Draft, edit: Edit): Draft {
  const next = applied(draft, edit);
  return { ...next, episodes: [...paidOf(next), ...teasersOf(next)] };
}

function applied(draft: Draft, edit: Edit): Draft {
  switch (edit.edit) {
    case 'add':
      return add(draft, edit);
    case 'remove': {
      const named = namedIn(draft, edit.episodes);
      const episodes = draft.episodes.filter((episode) => !named.has(episode.id));
      return withoutUnusedClips({ ...draft, episodes });
    }
    case 'move':
      return { ...draft, episodes: moved(draft, namedIn(draft, edit.episodes), edit.place) };
    case 'retitle': {
      const title = episodeTitle(edit.title);
      return changed(draft, edit.episode, (episode) => ({ ...episode, title }));
    }
    case 'trim':
      return changed(draft, edit.episode, (episode) => ({
        ...episode,
        trim: fittingTrim(draft, episode, edit.trim),
      }));
    case 'split':
      return replaced(draft, [edit.episode], edit.into);
    case 'merge':
      return replaced(draft, edit.episodes, [edit.into]);
    case 'treat': {
      const named = namedIn(draft, edit.episodes);
      const treated = (episode: Episode) => ({ ...episode, treatment: edit.treatment });
      const episodes = draft.episodes.map((one) => (named.has(one.id) ? treated(one) : one));
      return { ...draft, episodes };
    }
    case 'send': {
      const named = namedIn(draft, edit.episodes);
      const sent = (episode: Episode) => ({ ...episode, target: edit.target });
      const episodes = draft.episodes.map((one) => (named.has(one.id) ? sent(one) : one));
      return { ...draft, episodes };
    }
    case 'all':
      if (edit.edits.length === 0) edit_refused('there is nothing to do');
      return edit.edits.reduce(apply, draft);
    case 'relink':
      if (!draft.clips[edit.clip.id]) edit_refused('there is no such clip');
      return { ...draft, clips: { ...draft.clips, [edit.clip.id]: edit.clip } };
    case 'set_title':
      return { ...draft, title: line(edit.title) };
    case 'set_description':
      return { ...draft, description: edit.description };
    case 'set_price':
      return { ...draft, price: edit.price };
    case 'confirm_price':
      if (draft.price !== edit.price) edit_refused('the price to confirm is not the present price');
      return { ...draft, confirmedPrice: edit.price };
    case 'set_cover':
      return { ...draft, cover: edit.cover };
  }
}

function add(draft: Draft, edit: Extract<Edit, { edit: 'add' }>): Draft {
  if (edit.episodes.length === 0) edit_refused('the edit names no episode');
  const clips = { ...draft.clips };
  for (const clip of edit.clips) clips[clip.id] = clip;
  const at = indexOf(draft, edit.place);
  const episodes = edit.episodes.map((episode) => ({
    ...episode,
    title: episodeTitle(episode.title),
  }));
  return withoutUnusedClips({
    ...draft,
    clips,
    episodes: draft.episodes.toSpliced(at, 0, ...episodes),
  });
}

/** Episodes in the place of others, where the first of those stood. */
function replaced(draft: Draft, gone: readonly EpisodeId[], come: readonly Episode[]): Draft {
  const named = namedIn(draft, gone);
  const at = draft.episodes.findIndex(({ id }) => named.has(id));
  const stay = draft.episodes.filter(({ id }) => !named.has(id));
  return withoutUnusedClips({ ...draft, episodes: stay.toSpliced(at, 0, ...come) });
}

function moved(draft: Draft, named: ReadonlySet<EpisodeId>, place: Place): Episode[] {
  const at = indexOf(draft, place);
  const stays = (episode: Episode) => !named.has(episode.id);
  const before = draft.episodes.slice(0, at).filter(stays).length;
  const lifted = draft.episodes.filter((episode) => named.has(episode.id));
  return draft.episodes.filter(stays).toSpliced(before, 0, ...lifted);
}

function changed(draft: Draft, id: EpisodeId, change: (episode: Episode) => Episode): Draft {
  const at = position(draft, id);
  return {
    ...draft,
    episodes: draft.episodes.map((episode, i) => (i === at ? change(episode) : episode)),
  };
}

function fittingTrim(draft: Draft, episode: Episode, trim: Trim | null): Trim | null {
  const duration = draft.clips[episode.clip]?.facts.duration ?? 0;
  if (trim === null) return null;
  if (trim.in < 0 || trim.in >= trim.out || trim.out > duration)
    edit_refused('the in point must lie before the out point, and both within the clip');
  return trim.in === 0 && trim.out === duration ? null : trim;
}

function withoutUnusedClips(draft: Draft): Draft {
  const used = new Set(
    draft.episodes.flatMap((episode) => partsOf(episode).map((part) => part.clip)),
  );
  const clips = Object.fromEntries(Object.entries(draft.clips).filter(([id]) => used.has(id)));
  return { ...draft, clips };
}

function namedIn(draft: Draft, ids: readonly EpisodeId[]): ReadonlySet<EpisodeId> {
  if (ids.length === 0) edit_refused('the edit names no episode');
  ids.forEach((id) => position(draft, id));
  return new Set(ids);
}

function indexOf(draft: Draft, place: Place): number {
  switch (place.at) {
    case 'first':
      return 0;
    case 'last':
      return draft.episodes.length;
    case 'before':
      return position(draft, place.episode);
    case 'after':
      return position(draft, place.episode) + 1;
  }
}

function position(draft: Draft, id: EpisodeId): number {
  const at = draft.episodes.findIndex((episode) => episode.id === id);
  if (at < 0) edit_refused(`there is no episode ${id} in this draft`);
  return at;
}

function episodeTitle(title: string): string {
  const text = line(title);
  if (text === '') edit_refused('an episode needs a title');
  return text;
}

const line = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
