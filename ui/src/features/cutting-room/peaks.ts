/**
 * The waveform as the media server hands it out (`media::Peaks::to_bytes`): little endian, buckets of
 * several lengths, each a lowest and a highest sample from −127 to 127.
 */
import type { Micros } from '../../ipc/bindings';
import { timeOf, type Scale } from './scale';

/** Buckets of one length. */
export interface Level {
  /** How long a bucket is. */
  bucket: Micros;
  /** Lowest and highest sample in turn, in 127ths of full scale. */
  samples: Int8Array;
}

/** Levels, finest first; none without sound. */
export type Peaks = readonly Level[];

/** A stroke of the drawn waveform. */
export interface Bar {
  x: number;
  /** From −1 to 1. */
  low: number;
  high: number;
}

const MAGIC = 0x4b50_5253; // SRPK
const VERSION = 1;
const HEAD_BYTES = 16;
const ENTRY_BYTES = 8;

/** The waveform in these bytes; none if they are not one. */
export function readPeaks(bytes: ArrayBuffer): Peaks | null {
  const data = new DataView(bytes);
  if (bytes.byteLength < HEAD_BYTES || data.getUint32(0, true) !== MAGIC) return null;
  if (data.getUint16(4, true) !== VERSION) return null;
  const count = data.getUint16(6, true);
  if (bytes.byteLength < HEAD_BYTES + count * ENTRY_BYTES) return null;
  const levels: Level[] = [];
  let bucket = data.getUint32(8, true);
  for (let i = 0; i < count; i++) {
    const start = data.getUint32(HEAD_BYTES + i * ENTRY_BYTES, true);
    const length = data.getUint32(HEAD_BYTES + i * ENTRY_BYTES + 4, true);
    if (start + 2 * length > bytes.byteLength || bucket === 0) return null;
    levels.push({ bucket, samples: new Int8Array(bytes, start, 2 * length) });
    bucket *= data.getUint32(12, true);
  }
  return levels;
}

/** The coarsest level that still has a bucket for each so many pixels; the finest where none has. */
export const levelFor = (peaks: Peaks, scale: Scale, pixels: number): Level | undefined => {
  const room = timeOf(scale, pixels);
  return peaks.findLast(({ bucket }) => bucket <= room) ?? peaks[0];
};

/**
 * The strokes in sight, one every `step` pixels. They stand on times that depend on the nearness alone,
 * so that the waveform does not tremble while it moves along.
 */
export function bars(peaks: Peaks, scale: Scale, step: number): Bar[] {
  const level = levelFor(peaks, scale, step);
  if (!level || scale.width <= 0 || scale.span <= 0) return [];
  const { bucket, samples } = level;
  const time = timeOf(scale, step);
  const first = Math.max(0, Math.floor(scale.from / time));
  const last = Math.ceil((scale.from + scale.span) / time);
  const found: Bar[] = [];
  for (let i = first; i < last; i++) {
    const start = Math.floor((i * time) / bucket);
    const end = Math.min(
      samples.length / 2,
      Math.max(start + 1, Math.floor(((i + 1) * time) / bucket)),
    );
    if (start >= end) break;
    let [low, high] = [127, -127];
    for (let n = start; n < end; n++) {
      low = Math.min(low, samples[2 * n] ?? 0);
      high = Math.max(high, samples[2 * n + 1] ?? 0);
    }
    found.push({
      x: ((i * time - scale.from) / scale.span) * scale.width,
      low: low / 127,
      high: high / 127,
    });
  }
  return found;
}
