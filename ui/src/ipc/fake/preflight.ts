/** A few of Rust's checks, enough to see every severity and every kind of fix. Rust has them all. */
import type {
  Draft,
  DraftView,
  Episode,
  Finding,
  Fix,
  FixAction,
  FixPlace,
  Preflight,
  RulesInForce,
  Severity,
  Value,
} from '../bindings';
import * as limits from '../../lib/rules';
import { partsOf } from './edits';

type Files = DraftView['files'];

export const lengthOf = (draft: Draft, episode: Episode): number =>
  partsOf(episode).reduce((sum, { clip, trim }) => {
    return sum + (trim ? trim.out - trim.in : (draft.clips[clip]?.facts.duration ?? 0));
  }, 0);

const time = (value: number): Value => ({ kind: 'time', value });
const distance = (value: number): Value => ({ kind: 'distance', value });
const text = (value: string): Value => ({ kind: 'text', value });
const count = (value: number): Value => ({ kind: 'count', value });

const fix = (key: string, action: FixAction, values: Record<string, Value> = {}): Fix => ({
  label: { key: `fix.${key}`, values },
  action,
});

const about = (
  rule: string,
  severity: Severity,
  episode: Episode | null,
  values: Record<string, Value>,
  answer: Fix | null = null,
): Finding => ({
  rule,
  severity,
  subject: episode ? { kind: 'episode', episode: episode.id } : { kind: 'series' },
  values,
  fix: answer,
});

export function preflight(draft: Draft, files: Files, rules: RulesInForce): Preflight {
  const found = [...ofSeries(draft, rules)];
  draft.episodes.forEach((episode, i) => found.push(...ofEpisode(draft, episode, i, files, rules)));
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
  if (draft.episodes.length === 0)
    yield about('series.videos.min', 'block', null, { measured: count(0), limit: count(1) });
  if (draft.episodes.length > most)
    yield about('series.videos.max', 'block', null, {
      measured: count(draft.episodes.length),
      limit: count(most),
      over: count(draft.episodes.length - most),
      count: count(draft.episodes.length - most),
    });
  const missing = (field: string, answer: Fix) =>
    about(
      'series.fields.required',
      'block',
      null,
      { field: { kind: 'word', value: `field.${field}` } },
      answer,
    );
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
  const longest = limits.limitOf(rules, limits.LONGEST) ?? Infinity;
  const shortest = limits.limitOf(rules, limits.SHORTEST) ?? 0;
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
    yield about(
      limits.LONGEST,
      'block',
      episode,
      measures(longest),
      fix(
        'trim_to',
        {
          do: 'edit',
          edit: { edit: 'trim', episode: episode.id, trim: { in: start, out: start + longest } },
        },
        { limit: time(longest) },
      ),
    );
  }
  if (length < shortest)
    yield about(
      limits.SHORTEST,
      'block',
      episode,
      measures(shortest),
      fix('remove', { do: 'edit', edit: { edit: 'remove', episodes: [episode.id] } }),
    );
  if (clip.facts.video.variableRate)
    yield about('own.video.vfr', 'warn', episode, {
      measured: { kind: 'rate', value: clip.facts.video.fps ?? { num: 30, den: 1 } },
    });
  if (clip.facts.video.hdr)
    yield about('own.video.hdr', 'warn', episode, {
      measured: { kind: 'word', value: `facts.hdr.${clip.facts.video.hdr}` },
    });
  if (!clip.facts.audio) yield about('own.audio.none', 'info', episode, {});
  const twin = draft.episodes.findIndex((other) => other.title === episode.title);
  if (twin !== index)
    yield about('own.titles.alike', 'info', episode, {
      title: text(episode.title),
      other_number: count(twin + 1),
    });
}
