/** A few of Rust's checks, enough to see every severity and every kind of fix. Rust has them all. */
import type {
  ClipId,
  Draft,
  DraftView,
  Edit,
  Episode,
  Finding,
  Fix,
  FixAction,
  FixPlace,
  Preflight,
  RulesInForce,
  Severity,
} from '../bindings';
import { isPaid, lengthOf, numberOf, paidOf, teasersOf } from '../../lib/episodes';
import * as limits from '../../lib/rules';
import { SECOND } from '../../lib/timecode';
import { about, count, distance, edits, fix, text, time, word } from './finding';
import { ofPicture, ofSound } from './treatable';

type Files = DraftView['files'];

export function preflight(
  draft: Draft,
  files: Files,
  rules: RulesInForce,
  unheard: ReadonlySet<ClipId>,
): Preflight {
  const found = [...ofSeries(draft, rules)];
  draft.episodes.forEach((episode, i) => {
    found.push(...ofEpisode(draft, episode, i, files, rules));
    const clip = draft.clips[episode.clip];
    if (clip)
      found.push(...ofPicture(episode, clip), ...ofSound(episode, clip, !unheard.has(clip.id)));
  });
  const order: Severity[] = ['block', 'warn', 'info'];
  const findings = order.flatMap((severity) => found.filter((one) => one.severity === severity));
  const blocked = new Set(
    findings.flatMap((one) =>
      one.severity === 'block' && one.subject.kind === 'episode' ? [one.subject.episode] : [],
    ),
  );
  return { findings, ready: draft.episodes.length - blocked.size };
}

function* ofSeries(draft: Draft, rules: RulesInForce): Generator<Finding> {
  const most = limits.limitOf(rules, limits.MOST_EPISODES) ?? Infinity;
  const goTo = (place: FixPlace): FixAction => ({
    do: 'go_to',
    place,
  });
  const sold = paidOf(draft).length;
  if (sold === 0)
    yield about('series.videos.min', 'block', null, { measured: count(0), limit: count(1) });
  if (sold > most)
    yield about('series.videos.max', 'block', null, {
      measured: count(sold),
      limit: count(most),
      over: count(sold - most),
      count: count(sold - most),
    });
  const missing = (field: string, answer: Fix) =>
    about('series.fields.required', 'block', null, { field: word(`field.${field}`) }, answer);
  if (draft.title === '') yield missing('title', fix('set_title', goTo('title')));
  if (draft.description === '')
    yield missing('description', fix('set_description', goTo('description')));
  if (draft.price === null) yield missing('price', fix('set_price', goTo('price')));
  else if (draft.price !== draft.confirmedPrice)
    yield about(
      'series.price.locked',
      'block',
      null,
      { measured: { kind: 'money', value: draft.price } },
      fix('confirm_price', goTo('price_confirmation'), {
        price: { kind: 'money', value: draft.price },
      }),
    );
  const [first] = draft.episodes;
  if (!draft.cover && first)
    yield missing('cover', fix('cover_from_first', { do: 'cover_from', episode: first.id }));
}

function* ofEpisode(
  draft: Draft,
  episode: Episode,
  index: number,
  files: Files,
  rules: RulesInForce,
): Generator<Finding> {
  const clip = draft.clips[episode.clip];
  if (!clip) return;
  const length = lengthOf(draft, episode);
  // How long a teaser may be, its target says.
  const limit = (rule: string) => (isPaid(episode) ? limits.limitOf(rules, rule) : null);
  const longest = limit(limits.LONGEST) ?? Infinity;
  const shortest = limit(limits.SHORTEST) ?? 0;
  const state = files[clip.id];
  if (state === 'missing')
    yield about(
      'own.file.missing',
      'block',
      episode,
      { path: text(clip.path), file: text(clip.path.split('/').at(-1) ?? '') },
      fix('find_file', { do: 'find_file', clip: clip.id }),
    );
  if (state === 'changed')
    yield about(
      'own.file.changed',
      'block',
      episode,
      { path: text(clip.path), file: text(clip.path.split('/').at(-1) ?? '') },
      fix('read_again', { do: 'read_again', clip: clip.id }),
    );
  const measures = (limit: number) => ({
    measured: time(length),
    limit: time(limit),
    distance: distance(length - limit),
    over: distance(length - limit),
    under: distance(length - limit),
  });
  if (length > longest) {
    const start = episode.trim?.in ?? 0;
    const single = !episode.joined?.length;
    const trim = { in: start, out: start + longest };
    const shorten: Edit = { edit: 'trim', episode: episode.id, trim };
    const shorter = single ? edits('trim_to', shorten, { limit: time(longest) }) : null;
    const parts = single ? fix('split', { do: 'split', episode: episode.id }) : null;
    const little = length - longest <= 2 * SECOND;
    const answers = little ? [shorter, parts] : [parts, shorter];
    yield about(limits.LONGEST, 'block', episode, measures(longest), ...answers);
  }
  if (length < shortest)
    yield about(
      limits.SHORTEST,
      'block',
      episode,
      measures(shortest),
      join(draft, index, longest),
      edits('remove', { edit: 'remove', episodes: [episode.id] }),
    );
  const alike = ({ title }: Episode) => title === episode.title;
  const twin = (isPaid(episode) ? paidOf(draft) : teasersOf(draft)).find(alike);
  if (twin && twin !== episode)
    yield about('own.titles.alike', 'info', episode, {
      title: text(episode.title),
      other_number: text(numberOf(draft, twin.id)),
    });
}

/** With the neighbour that it fits, the shorter of two. */
function join(draft: Draft, index: number, longest: number): Fix | null {
  const episode = draft.episodes[index];
  const beside = [index - 1, index + 1].flatMap((at) => {
    const other = draft.episodes[at];
    return other && isPaid(other) ? { at, other, length: lengthOf(draft, other) } : [];
  });
  const [best] = beside
    .filter(({ length }) => episode && length + lengthOf(draft, episode) <= longest)
    .sort((a, b) => a.length - b.length);
  if (!episode || !best) return null;
  const pair: [string, string] =
    best.at < index ? [best.other.id, episode.id] : [episode.id, best.other.id];
  return fix(
    'join',
    { do: 'join', episodes: pair },
    { number: text(numberOf(draft, best.other.id)) },
  );
}
