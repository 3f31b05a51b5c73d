/** How each file would be made: roads, times and sizes near enough to look at. */
import type {
  Draft,
  Episode,
  ExportPlan,
  Message,
  Micros,
  Recipe,
  Road,
  Trim,
  Value,
} from '../bindings';
import { lengthOf, numberOf, partsOf } from '../../lib/episodes';
import { SECOND } from '../../lib/timecode';
import { UNTREATED } from '../../lib/treatments';
import { analysisOf } from './knife';

/** What is known of a file before it is made. */
export interface Outlook {
  recipe: Recipe;
  reason: Message;
  encoded: Micros;
  anew: Trim[];
  length: Micros;
  bytes: number;
  time: Micros;
}

/** How the files of a draft would be made. */
export function exportPlan(draft: Draft): ExportPlan {
  const episodes = draft.episodes.map((episode) => ({
    episode: episode.id,
    fileName: `${numberOf(draft, episode.id).padStart(2, '0')} - ${episode.title}.mp4`,
    ...outlook(draft, episode),
  }));
  const sum = (of: 'bytes' | 'time') => episodes.reduce((total, one) => total + one[of], 0);
  return { episodes, bytes: sum('bytes'), time: sum('time') };
}

const SEAM = 0.6 * SECOND;
const reason = (name: string, values: Message['values'] = {}) => ({
  key: `reason.${name}`,
  values,
});
const time = (value: Micros): Value => ({ kind: 'time', value });

/** How an episode's file would be made. */
export function outlook(draft: Draft, episode: Episode): Outlook {
  const clip = draft.clips[episode.clip];
  const length = lengthOf(draft, episode);
  const done = episode.treatment ?? UNTREATED;
  const parts = partsOf(episode);
  const { road, why, anew } = way();
  const encoded = anew.reduce((sum, { in: start, out }) => sum + out - start, 0);
  const bytes = Math.round(((clip?.facts.sizeBytes ?? 0) * length) / (clip?.facts.duration ?? 1));
  const recipe: Recipe = {
    parts: parts.map((part) => ({ ...part, gain: gain() })),
    road,
    cuts: done.cuts,
    picture: {
      upright: done.upright,
      framing: done.framing,
      size: done.framing ? [1080, 1920] : null,
      rate: done.even ? { num: 30_000, den: 1001 } : null,
      sdr: done.sdr,
      plain: false,
    },
    sound: { ceiling: done.level?.truePeak ?? null, silence: done.silence },
  };
  const copying = road.road === 'copy' ? 0 : (bytes / 400_000_000) * SECOND;
  const spent = Math.round(
    copying + encoded * 0.16 + (road.road === 'transcode' ? length / 120 : 0),
  );
  return { recipe, reason: why, encoded, anew, length, bytes, time: spent };

  function gain(): number | null {
    const loudness = clip && analysisOf(clip).sound?.loudness;
    return done.level && loudness != null ? done.level.loudness - loudness : null;
  }

  function way(): { road: Road; why: Message; anew: Trim[] } {
    const whole = [{ in: 0, out: length }];
    const transcode = (video: boolean): Road => ({ road: 'transcode', video, audio: true });
    if (done.framing || done.sdr || done.even) {
      const even = reason('even', { rate: { kind: 'rate', value: { num: 30_000, den: 1001 } } });
      const sdr = reason('sdr', { hdr: { kind: 'word', value: 'facts.hdr.hlg' } });
      const why = done.sdr ? sdr : done.even ? even : framed(done.framing ?? 'pad');
      return { road: transcode(true), why, anew: whole };
    }
    if (episode.trim) {
      const seam: Value = { kind: 'text', value: '0.6 s' };
      const { in: start, out } = episode.trim;
      const from = start === 0 ? length - SEAM : 0;
      return {
        road: { road: 'smart_cut', audio: done.level !== null },
        why: reason('cut', { in: time(start), out: time(out), seam }),
        anew: [{ in: from, out: from + SEAM }],
      };
    }
    if (done.level || done.silence) {
      const [by, target] = [gain() ?? 0, done.level?.loudness ?? 0];
      const values: Message['values'] = {
        gain: { kind: 'gain', value: by },
        target: { kind: 'loudness', value: target },
      };
      const why = done.level ? reason('level', values) : reason('silence');
      return { road: transcode(false), why, anew: [] };
    }
    if (parts.length > 1)
      return {
        road: { road: 'remux' },
        why: reason('joined', { count: { kind: 'count', value: parts.length } }),
        anew: [],
      };
    if (clip?.facts.container === 'mp4')
      return { road: { road: 'copy' }, why: reason('copy'), anew: [] };
    const container: Value = { kind: 'text', value: 'QuickTime' };
    return { road: { road: 'remux' }, why: reason('remux', { container }), anew: [] };
  }
}

const framed = (framing: string) =>
  reason(framing, {
    width: { kind: 'count', value: 1080 },
    height: { kind: 'count', value: 1920 },
  });
