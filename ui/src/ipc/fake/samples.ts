/** Invented series to look at: ordinary ones and an ugly one. */
import type { Clip, ClipFacts, Draft, Episode } from '../bindings';
import { SECOND } from '../../lib/timecode';

const TITLES =
  `Welcome to your first loaf|Flour, water, salt, time|Make a starter from nothing|Feeding it, days 2 to 5|Is it ready? The float test|The five tools you need|Baker’s percentages, painlessly|Mixing by hand|Autolyse, and when to skip it|Stretch and fold|The windowpane test|Bulk fermentation, live Q&A|Reading the dough, not the clock|Pre-shape and bench rest|Shape a boule|Shape a bâtard|Banneton, tea towel or bowl|The overnight cold proof|Scoring: one confident cut|Scoring: leaf and wheat|Dutch oven, step by step|Bake day, start to finish|Reading the crumb|Gummy, flat or dense? Fix it|Whole wheat without the brick|Rye, the sticky one|Seeds, nuts and how much|Focaccia from the same dough|Pizza on Friday|Discard crackers|Keeping a starter on holiday|A week of bread, planned|Baking for a crowd|Thank you, and what’s next`.split(
    '|',
  );
const UGLY = [
  '🥖🔥 THE LOAF THAT BROKE THE INTERNET (not clickbait!!!) part 1 of the never ending director’s cut, extended, remastered',
  'IMG_20260914_173355_FINAL_final_v3(2)_export.MOV',
  'Ünïcödé — naïve façade, Ærøskøbing, Łódź, 日本語のタイトル, العربية',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  '<b>not bold</b> & "quotes" \'too\' \\ / : * ? |',
  'خبز العجين المخمر من الصفر: كل ما تحتاج معرفته قبل أن تبدأ، خطوة بخطوة (الجزء 1)',
];
const LENGTHS =
  '250 702 1194 1200.07 1057 1089 926 1058 1106 1172 889 1361 888 1179 1132 868 1194 1193 1116 1100 915 857 1065 875 922 945 860 1038 1030 540 1064 1110 1050 24'
    .split(' ')
    .map((seconds) => Math.round(Number(seconds) * 1000) * 1000);

/** Numbers that are the same every time. */
export function dice(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const hex = (seed: number, length: number) => {
  const roll = dice(seed);
  return Array.from({ length }, () => Math.floor(roll() * 16).toString(16)).join('');
};

function facts(i: number, seed: number): ClipFacts {
  const roll = dice(seed + i);
  const duration = LENGTHS[i % LENGTHS.length] ?? 600 * SECOND;
  const wide = i % 17 === 6;
  const variableRate = i % 9 === 7;
  const hdr = i === 27 ? 'hlg' : null;
  const [width, height] = wide ? [1920, 1080] : [1080, 1920];
  return {
    sizeBytes: Math.round((duration / SECOND) * 1_050_000 * (0.8 + roll() * 0.4)),
    modifiedMs: Date.UTC(2026, 9, 1 + (i % 28)),
    fingerprint: hex(seed + i, 64),
    container: i % 11 === 4 ? 'mov' : 'mp4',
    duration,
    video: {
      codec: i % 11 === 4 || hdr ? 'hevc' : 'h264',
      profile: hdr ? 'Main 10' : 'High',
      pixelFormat: hdr ? 'yuv420p10le' : 'yuv420p',
      bitDepth: hdr ? 10 : 8,
      width,
      height,
      codedWidth: width,
      codedHeight: height,
      rotation: 0,
      fps: variableRate ? { num: 27_640, den: 1000 } : { num: 30_000, den: 1001 },
      variableRate,
      hdr,
      span: null,
      frames: null,
    },
    audio:
      i % 23 === 20
        ? null
        : { codec: 'aac', channels: 2, sampleRate: 48_000, tracks: 1, span: null },
    created: null,
  };
}

/** A clip as probing would describe it. */
export function makeClip(i: number, seed: number, path: string): Clip {
  return { id: `clip${seed}x${i}`, path, facts: facts(i, seed) };
}

export interface SampleOptions {
  title: string;
  episodes: number;
  seed: number;
  price: number | null;
  ugly?: boolean;
}

/** A draft with as many episodes as asked for. */
export function makeDraft({ title, episodes: count, seed, price, ugly }: SampleOptions): Draft {
  const clips: Record<string, Clip> = {};
  const episodes: Episode[] = [];
  for (let i = 0; i < count; i += 1) {
    const round = i < TITLES.length ? '' : `, take ${Math.floor(i / TITLES.length) + 1}`;
    const name = (TITLES[i % TITLES.length] ?? title) + round;
    const number = String(i + 1).padStart(2, '0');
    const clip = makeClip(i, seed, `/home/ada/Videos/${title}/${number} ${name}.mp4`);
    clips[clip.id] = clip;
    const titled = (ugly ? UGLY[i % 7] : undefined) ?? name;
    episodes.push({ id: `ep${seed}x${i}`, clip: clip.id, title: titled, trim: null });
  }
  return {
    id: `draft${seed}`,
    title,
    description: count > 0 ? 'Flour, water, salt and a month of evenings.' : '',
    price,
    confirmedPrice: null,
    cover: null,
    episodes,
    clips,
  };
}
