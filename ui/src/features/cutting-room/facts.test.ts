import { describe as suite, expect, it } from 'vitest';
import type { ClipAnalysis, ClipFacts } from '../../ipc/bindings';
import { codecName, describe, heard, keyframesApart } from './facts';

const facts: ClipFacts = {
  sizeBytes: 4_600_000_000,
  modifiedMs: 0,
  fingerprint: 'f',
  container: 'mov',
  duration: 5_560_120_000,
  video: {
    codec: 'h264',
    profile: 'High',
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    width: 1080,
    height: 1920,
    codedWidth: 1920,
    codedHeight: 1080,
    rotation: 90,
    fps: { num: 30000, den: 1001 },
    variableRate: false,
    hdr: null,
    span: null,
    frames: null,
  },
  audio: { codec: 'aac', channels: 2, sampleRate: 48_000, tracks: 1, span: null },
  created: null,
};
const keys = (of: ClipFacts) => describe(of).map(({ key }) => key);

suite('describe', () => {
  it('says all there is, in the order of the command line', () => {
    expect(keys(facts)).toEqual([
      'facts.picture',
      'facts.rate',
      'facts.codec',
      'facts.turned',
      'facts.stereo',
      'facts.container',
      'facts.size',
    ]);
    expect(describe(facts)[0]?.values['shape']).toEqual({
      kind: 'word',
      value: 'facts.shape.vertical',
    });
    expect(describe(facts)[0]?.values['width']).toEqual({ kind: 'text', value: '1080' });
  });

  it('says what is unusual', () => {
    const video = { ...facts.video, width: 720, height: 720, rotation: 0, variableRate: true };
    expect(keys({ ...facts, audio: null, video: { ...video, hdr: 'hlg' } })).toEqual([
      'facts.picture',
      'facts.rate_varies',
      'facts.codec',
      'facts.hdr.hlg',
      'facts.silent',
      'facts.container',
      'facts.size',
    ]);
    expect(keys({ ...facts, video: { ...video, fps: null } })).not.toContain('facts.rate_varies');
  });

  it('names codecs as people do', () => {
    expect(['pcm_s16le', 'prores', 'theora'].map(codecName)).toEqual(['PCM', 'ProRes', 'THEORA']);
  });

  it('says how loud it is and where a copy can begin, once that is known', () => {
    const index = { keyframes: [0, 2_000_000, 4_000_000, 4_300_000, 6_300_000] };
    const known = { index, sound: { loudness: -1620 } } as unknown as ClipAnalysis;
    expect(heard(known).map(({ key }) => key)).toEqual([
      'cutting.facts.loudness',
      'cutting.facts.keyframes',
    ]);
    expect(heard(null)).toEqual([]);
    expect(keyframesApart(index.keyframes)).toBe(2_000_000);
    expect(keyframesApart([0])).toBeNull();
  });
});
