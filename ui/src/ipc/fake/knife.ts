/** Splitting, joining and what reading a clip through finds: a rough play of Rust's, with its shapes. */
import type {
  Clip,
  ClipAnalysis,
  Draft,
  Edit,
  Episode,
  Message,
  Micros,
  Part,
  SplitLimits,
  SplitName,
  SplitPlan,
  SplitWish,
  Trim,
} from '../bindings';
import { partsOf } from '../../lib/episodes';
import { SECOND, wholeSeconds } from '../../lib/timecode';
import { refuse } from './edits';
import { dice } from './samples';

const spanOf = (part: Part, clip: Clip): Trim => part.trim ?? { in: 0, out: clip.facts.duration };

/** The sum of a clip's name: what its invented analysis is rolled from. */
const seedOf = (clip: Clip) => [...clip.id].reduce((sum, one) => sum * 31 + one.charCodeAt(0), 7);

/** What is known of a clip once it was read through. */
export function analysisOf(clip: Clip): ClipAnalysis {
  const roll = dice(seedOf(clip) % 9973);
  const { duration } = clip.facts;
  const beat = 2 * SECOND;
  const keyframes = Array.from({ length: Math.ceil(duration / beat) }, (_, i) => i * beat);
  const pauses: Trim[] = [];
  for (let at = 4 * SECOND; at < duration - 3 * SECOND; at += (3 + roll() * 14) * SECOND) {
    const start = Math.round(at / 10_000) * 10_000;
    pauses.push({ in: start, out: start + 300_000 + Math.floor(roll() ** 3 * 250) * 10_000 });
  }
  const scenes = keyframes.filter(() => roll() < 0.04).slice(1);
  const long = duration > 1500 * SECOND;
  return {
    clip: clip.id,
    index: {
      frames: Math.floor((duration * 30_000) / 1001 / SECOND),
      keyframes,
      uncuttable: clip.facts.video.hdr ? 'hdr' : null,
      scenes,
      chapters: long
        ? [0, 0.12, 0.31, 0.46, 0.6, 0.77, 0.9].map((share, i) => ({
            start: Math.round((share * duration) / SECOND) * SECOND,
            title: `Chapter ${i + 1}`,
          }))
        : [],
    },
    sound: clip.facts.audio
      ? { loudness: loudness(roll), truePeak: -Math.floor(roll() * 400), pauses }
      : { loudness: null, truePeak: null, pauses: [] },
    peaks: clip.facts.audio !== null,
  };
}

/** Most are about as loud as they should be, some are far too quiet. */
const loudness = (roll: () => number) =>
  roll() < 0.15 ? -2050 - Math.floor(roll() * 500) : -1250 - Math.floor(roll() * 300);

/** Ways to split an episode: cuts at the longest pause near where they would fall evenly. */
export function plansFor(
  draft: Draft,
  id: string,
  wish: SplitWish,
  limits: SplitLimits,
  marks: readonly Micros[],
): SplitPlan[] {
  const episode = single(draft, id);
  const clip = clipOf(draft, episode);
  const span = spanOf(episode, clip);
  const length = span.out - span.in;
  const { index, sound } = analysisOf(clip);
  const pauses = sound?.pauses ?? [];
  const max = limits.max ?? length;
  const most = Math.floor(length / Math.max(1, limits.min));
  const unsplittable = (why: string): never =>
    refuse('unsplittable', why, { why: { kind: 'word', value: `unsplittable.${why}` } });

  const plan = (name: SplitName, count: number, reach: number): SplitPlan => {
    const cuts: { at: Micros; reason: Message }[] = [];
    for (let i = 1; i < count; i += 1) {
      const near = span.in + (length * i) / count;
      const mark = marks.find((mark) => Math.abs(mark - near) < length / count / 2);
      const pause = pauses
        .filter((one) => Math.abs((one.in + one.out) / 2 - near) < reach)
        .sort((a, b) => b.out - b.in - (a.out - a.in))[0];
      if (mark !== undefined) cuts.push({ at: mark, reason: said('split.reason.mark') });
      else if (pause)
        cuts.push({
          at: Math.round((pause.in + pause.out) / 2),
          reason: pauseOf(pause.out - pause.in),
        });
      else cuts.push({ at: Math.round(near), reason: said('split.reason.even') });
    }
    return planOf(name, span, cuts);
  };

  switch (wish.wish) {
    case 'best': {
      if (length <= max) unsplittable('whole');
      const fewest = Math.ceil(length / max);
      if (fewest * limits.min > length) unsplittable('limits');
      return [
        plan('fewest', fewest, Math.min(90 * SECOND, (max * fewest - length) / fewest / 2)),
        plan('even', fewest, 6 * SECOND),
        plan('pauses', fewest + 1, 120 * SECOND),
      ];
    }
    case 'into':
      if (wish.parts < 2 || wish.parts > most) unsplittable('too_many');
      return [plan('into', wish.parts, 8 * SECOND)];
    case 'every': {
      const count = Math.max(2, Math.round(length / Math.max(SECOND, wish.time)));
      if (count > most) unsplittable('too_many');
      return [plan('every', count, 8 * SECOND)];
    }
    case 'chapters': {
      const starts = (index?.chapters ?? []).map(({ start }) => start);
      const inside = starts.filter((at) => at > span.in && at < span.out);
      if (inside.length === 0) unsplittable('no_chapters');
      const cuts = inside.map((at, i) => ({
        at,
        reason: said('split.reason.chapter', { number: { kind: 'count', value: i + 2 } }),
      }));
      return [planOf('chapters', span, cuts)];
    }
  }
}

function planOf(
  name: SplitName,
  span: Trim,
  cuts: readonly { at: Micros; reason: Message }[],
): SplitPlan {
  const edges = [span.in, ...cuts.map(({ at }) => at), span.out];
  const parts = edges.slice(1).map((end, i) => ({
    span: { in: edges[i] ?? span.in, out: end },
    reason: cuts[i]?.reason ?? said('split.reason.end'),
  }));
  const lengths = parts.map(({ span }) => wholeSeconds(span.out - span.in));
  const silent = cuts.every(({ reason }) => reason.key === 'split.reason.pause');
  const values: Message['values'] = {
    count: { kind: 'count', value: parts.length },
    shortest: { kind: 'time', value: Math.min(...lengths) },
    longest: { kind: 'time', value: Math.max(...lengths) },
  };
  return { name, parts, merit: { key: `split.merit.${silent ? 'silence' : 'parts'}`, values } };
}

const said = (key: string, values: Message['values'] = {}): Message => ({ key, values });

const pauseOf = (length: Micros): Message =>
  said('split.reason.pause', {
    length: { kind: 'rate', value: { num: Math.round(length / 1e5), den: 10 } },
  });

/** The edit that splits an episode at times of its clip. */
export function splitEdit(draft: Draft, id: string, cuts: readonly Micros[]): Edit {
  const episode = single(draft, id);
  const span = spanOf(episode, clipOf(draft, episode));
  const inside = [...new Set(cuts)].sort((a, b) => a - b);
  if (inside.length === 0) refuse('edit_refused', 'the edit names no cut');
  if (inside.some((at) => at <= span.in || at >= span.out))
    refuse('edit_refused', 'a cut leaves nothing before or behind it');
  const edges = [span.in, ...inside, span.out];
  const parts = edges.slice(1).map((end, i) => {
    return { clip: episode.clip, trim: { in: edges[i] ?? 0, out: end } };
  });
  return parted(episode, parts);
}

/** The edit that joins episodes, in the order of the series. */
export function mergeEdit(draft: Draft, ids: readonly string[]): Edit {
  const found = draft.episodes.filter(({ id }) => ids.includes(id));
  const [first] = found;
  if (!first || found.length < 2) return refuse('edit_refused', 'the edit names no episode');
  const [part, ...joined] = found.flatMap(partsOf);
  const into = { ...first, id: `${first.id}-joined`, ...part, joined };
  return { edit: 'merge', episodes: found.map(({ id }) => id), into };
}

/** The edit that makes an episode of every part of a joined one. */
export function takeApartEdit(draft: Draft, id: string): Edit {
  const episode = known(draft, id);
  if (!episode.joined?.length) refuse('edit_refused', 'there is nothing to take apart');
  return parted(episode, partsOf(episode));
}

function parted(episode: Episode, parts: readonly Part[]): Edit {
  const into = parts.map((part, i): Episode => {
    const { treatment, target } = episode;
    const title = `${episode.title} ${i + 1}`;
    const same = { ...(treatment && { treatment }), ...(target && { target }) };
    return { id: `${episode.id}p${i + 1}`, title, ...part, ...same };
  });
  return { edit: 'split', episode: episode.id, into };
}

const known = (draft: Draft, id: string): Episode =>
  draft.episodes.find((episode) => episode.id === id) ?? refuse('edit_refused', 'no such episode');

function single(draft: Draft, id: string): Episode {
  const episode = known(draft, id);
  if (episode.joined?.length) refuse('edit_refused', 'it is joined of several parts');
  return episode;
}

const clipOf = (draft: Draft, episode: Episode): Clip =>
  draft.clips[episode.clip] ?? refuse('edit_refused', 'no such clip');
