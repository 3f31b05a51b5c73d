/** Findings that a treatment answers: of the picture and of the sound. */
import type { Clip, Episode, Finding, Fix, Treatment, Value } from '../bindings';
import { UNTREATED } from '../../lib/treatments';
import { about, edits, word } from './finding';
import { analysisOf } from './knife';

export const LEVEL = { loudness: -1400, truePeak: -100 };
const NEAR = 200;
const RATE = { num: 30_000, den: 1001 };

export function* ofPicture(episode: Episode, clip: Clip): Generator<Finding> {
  const { variableRate, fps, hdr, width, height } = clip.facts.video;
  const done = episode.treatment ?? UNTREATED;
  if (variableRate && !done.even) {
    const rate: Value = { kind: 'rate', value: fps ?? RATE };
    yield about(
      'own.video.vfr',
      'warn',
      episode,
      { measured: rate },
      treat(episode, 'even', { even: true }, { rate: { kind: 'rate', value: RATE } }),
    );
  }
  if (hdr && !done.sdr)
    yield about(
      'own.video.hdr',
      'warn',
      episode,
      { measured: word(`facts.hdr.${hdr}`) },
      treat(episode, 'sdr', { sdr: true }),
    );
  if (width > height && !done.framing)
    yield about(
      'series.orientation',
      'info',
      episode,
      {
        measured: word('facts.shape.horizontal'),
        width: { kind: 'count', value: width },
        height: { kind: 'count', value: height },
      },
      treat(episode, 'blur', { framing: 'blur' }),
      treat(episode, 'pad', { framing: 'pad' }),
      treat(episode, 'crop', { framing: 'crop' }),
    );
}

/** Where no one has listened yet, loudness is not told. */
export function* ofSound(episode: Episode, clip: Clip, heard: boolean): Generator<Finding> {
  const done = episode.treatment ?? UNTREATED;
  if (!clip.facts.audio && !done.silence)
    yield about(
      'own.audio.none',
      'info',
      episode,
      {},
      treat(episode, 'silence', { silence: true }),
    );
  const loudness = heard && !done.level ? analysisOf(clip).sound?.loudness : null;
  if (loudness == null || Math.abs(loudness - LEVEL.loudness) <= NEAR) return;
  const target: Value = { kind: 'loudness', value: LEVEL.loudness };
  yield about(
    'own.audio.loudness',
    'warn',
    episode,
    {
      measured: { kind: 'loudness', value: loudness },
      limit: target,
      over: { kind: 'lu', value: Math.abs(loudness - LEVEL.loudness) },
      kind: word(loudness < LEVEL.loudness ? 'facts.quiet' : 'facts.loud'),
    },
    treat(episode, 'level', { level: LEVEL }, { target }),
  );
}

function treat(
  episode: Episode,
  key: string,
  change: Partial<Treatment>,
  values: Record<string, Value> = {},
): Fix {
  const treatment = { ...UNTREATED, ...episode.treatment, ...change };
  return edits(key, { edit: 'treat', episodes: [episode.id], treatment }, values);
}
