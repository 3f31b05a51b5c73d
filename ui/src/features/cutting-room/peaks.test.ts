import { describe, expect, it } from 'vitest';
import { bars, levelFor, readPeaks } from './peaks';

/** Bytes as `media::Peaks::to_bytes` writes them. */
function bytesOf(levels: readonly (readonly [number, number][])[]): ArrayBuffer {
  const head = 16 + 8 * levels.length;
  const size = levels.reduce((sum, level) => sum + 2 * level.length, head);
  const data = new DataView(new ArrayBuffer(size));
  [...'SRPK'].forEach((letter, i) => data.setUint8(i, letter.charCodeAt(0)));
  data.setUint16(4, 1, true);
  data.setUint16(6, levels.length, true);
  data.setUint32(8, 10_000, true);
  data.setUint32(12, 4, true);
  let at = head;
  levels.forEach((level, i) => {
    data.setUint32(16 + 8 * i, at, true);
    data.setUint32(20 + 8 * i, level.length, true);
    for (const [low, high] of level) {
      data.setInt8(at++, low);
      data.setInt8(at++, high);
    }
  });
  return data.buffer;
}

const fine = Array.from({ length: 800 }, (_, i): [number, number] => [-(i % 100), i % 128]);
const coarse = Array.from({ length: 200 }, (_, i): [number, number] => [-50, i % 128]);
const bytes = bytesOf([fine, coarse]);
const peaks = readPeaks(bytes)!;
const EIGHT = 8_000_000;

describe('peaks', () => {
  it('are read level by level', () => {
    expect(peaks.map(({ bucket, samples }) => [bucket, samples.length])).toEqual([
      [10_000, 1600],
      [40_000, 400],
    ]);
    expect([...peaks[0]!.samples.slice(198, 202)]).toEqual([-99, 99, 0, 100]);
    expect(readPeaks(bytesOf([]))).toEqual([]);
  });

  it('are none where the bytes are something else', () => {
    expect(readPeaks(new ArrayBuffer(0))).toBeNull();
    expect(readPeaks(new ArrayBuffer(64))).toBeNull();
    for (let cut = 0; cut < bytes.byteLength; cut += 97) {
      expect(readPeaks(bytes.slice(0, cut))).toBeNull();
    }
  });

  it('come from the level that fits', () => {
    expect(levelFor(peaks, { from: 0, span: EIGHT, width: 600 }, 3)?.bucket).toBe(40_000);
    expect(levelFor(peaks, { from: 0, span: EIGHT, width: 601 }, 3)?.bucket).toBe(10_000);
    expect(levelFor(peaks, { from: 0, span: 1000, width: 600 }, 3)?.bucket).toBe(10_000);
    expect(levelFor([], { from: 0, span: 1000, width: 600 }, 3)).toBeUndefined();
  });

  it('become strokes that reach as far as all they stand for', () => {
    const found = bars(peaks, { from: 0, span: EIGHT, width: 240 }, 3);
    expect(found).toHaveLength(80);
    // 0.1 s each: ten buckets of the fine level, or two and a half of the coarse one.
    expect(found[1]!.x).toBeCloseTo(3, 9);
    expect(found.every(({ low, high }) => low >= -1 && high <= 1 && low <= high)).toBe(true);
    expect(found.at(-1)!.low).toBeCloseTo(-50 / 127, 9);
  });

  it('do not tremble while they move along, and end with the sound', () => {
    const here = bars(peaks, { from: 1_000_000, span: 1_000_000, width: 300 }, 3);
    const there = bars(peaks, { from: 1_005_000, span: 1_000_000, width: 300 }, 3);
    expect(there.slice(0, 50).map(({ high }) => high)).toEqual(
      here.slice(0, 50).map(({ high }) => high),
    );
    expect(there[10]!.x).toBeCloseTo(here[10]!.x - 1.5, 6);
    expect(bars(peaks, { from: EIGHT + 1, span: 1000, width: 300 }, 3)).toEqual([]);
  });
});
