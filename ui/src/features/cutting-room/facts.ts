/** What a clip is, in plain sentence parts: the window's twin of `series::describe`. */
import type {
  AudioFacts,
  ClipAnalysis,
  ClipFacts,
  Container,
  Message,
  Micros,
  Value,
  VideoFacts,
} from '../../ipc/bindings';

const NAMES: Record<string, string> = {
  h264: 'H.264',
  hevc: 'HEVC',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  mpeg4: 'MPEG-4',
  mpeg2video: 'MPEG-2',
  prores: 'ProRes',
  dnxhd: 'DNxHD',
  mjpeg: 'Motion JPEG',
  aac: 'AAC',
  mp3: 'MP3',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  alac: 'ALAC',
  flac: 'FLAC',
};
const CONTAINERS = { mp4: 'MP4', mov: 'QuickTime', matroska: 'Matroska', webm: 'WebM' };

const text = (value: string): Value => ({ kind: 'text', value });
const count = (value: number): Value => ({ kind: 'count', value });

/** Picture, rate, codec, range, turn, sound, kind of file, size and length. */
export const describe = (facts: ClipFacts): Message[] => {
  const { video, audio } = facts;
  const parts: (Message | null)[] = [
    picture(video),
    video.fps && {
      key: video.variableRate ? 'facts.rate_varies' : 'facts.rate',
      values: { rate: { kind: 'rate', value: video.fps } },
    },
    {
      key: 'facts.codec',
      values: { codec: text(codecName(video.codec)), bits: count(video.bitDepth) },
    },
    video.hdr && { key: `facts.hdr.${video.hdr}`, values: {} },
    video.rotation === 0
      ? null
      : { key: 'facts.turned', values: { degrees: count(video.rotation) } },
    audio ? sound(audio) : { key: 'facts.silent', values: {} },
    { key: 'facts.container', values: { container: text(containerName(facts.container)) } },
    {
      key: 'facts.size',
      values: {
        size: { kind: 'bytes', value: facts.sizeBytes },
        length: { kind: 'time', value: facts.duration },
      },
    },
  ];
  return parts.filter((part) => part !== null);
};

/** What reading a clip through adds: how loud it is, how far apart a copy can begin. */
export const heard = (analysis: ClipAnalysis | null): Message[] => {
  const loudness = analysis?.sound?.loudness ?? null;
  const apart = analysis?.index ? keyframesApart(analysis.index.keyframes) : null;
  const found: (Message | null)[] = [
    loudness === null
      ? null
      : {
          key: 'cutting.facts.loudness',
          values: { loudness: { kind: 'loudness', value: loudness } },
        },
    apart === null
      ? null
      : {
          key: 'cutting.facts.keyframes',
          values: { seconds: { kind: 'rate', value: { num: apart, den: 1_000_000 } } },
        },
  ];
  return found.filter((one) => one !== null);
};

/** How far apart most keyframes are: the middle one of all distances. None for fewer than two. */
export function keyframesApart(keyframes: readonly Micros[]): Micros | null {
  const apart = keyframes.slice(1).map((at, i) => at - (keyframes[i] ?? 0));
  return apart.sort((a, b) => a - b)[apart.length >> 1] ?? null;
}

/** How people write a codec; the name is the same in every language. */
export const codecName = (codec: string): string =>
  NAMES[codec] ?? (codec.startsWith('pcm_') ? 'PCM' : codec.toUpperCase());

const containerName = (container: Container): string =>
  typeof container === 'string' ? CONTAINERS[container] : container.other.toUpperCase();

function picture({ width, height }: VideoFacts): Message {
  const shape = width < height ? 'vertical' : width > height ? 'horizontal' : 'square';
  // Pixels are never grouped: 1080, not 1,080.
  return {
    key: 'facts.picture',
    values: {
      shape: { kind: 'word', value: `facts.shape.${shape}` },
      width: text(String(width)),
      height: text(String(height)),
    },
  };
}

function sound({ channels, codec, sampleRate }: AudioFacts): Message {
  const shape = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : 'channels';
  return {
    key: `facts.${shape}`,
    values: {
      codec: text(codecName(codec)),
      channels: count(channels),
      khz: { kind: 'rate', value: { num: sampleRate, den: 1000 } },
    },
  };
}
