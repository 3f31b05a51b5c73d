import { describe, expect, it } from 'vitest';
import type { Clip, Draft } from '../../ipc/bindings';
import { asSource, isCover, offered, OFFERED, through } from './cover';

const draft = (episodes: number): Draft =>
  ({
    cover: null,
    episodes: Array.from({ length: episodes }, (_, i) => ({
      id: `e${i}`,
      clip: `c${i}`,
      title: `${i}`,
      trim: i === 0 ? { in: 60_000_000, out: 120_000_000 } : null,
    })),
    clips: Object.fromEntries(
      Array.from({ length: episodes }, (_, i) => [
        `c${i}`,
        { id: `c${i}`, facts: { duration: 300_000_000 } } as unknown as Clip,
      ]),
    ),
  }) as unknown as Draft;

describe('offered frames', () => {
  it.each([0, 1, 2, 3, 5, 11, 12, 13, 34, 80])('from %i episodes', (count) => {
    const frames = offered(draft(count));
    expect(frames).toHaveLength(count === 0 ? 0 : OFFERED);
    const keys = new Set(frames.map((frame) => `${frame.episode}@${frame.at}`));
    expect(keys.size).toBe(frames.length);
    for (const frame of frames) {
      const [least, most] = frame.episode === 'e0' ? [60e6, 120e6] : [0, 300e6];
      expect(frame.at).toBeGreaterThan(least);
      expect(frame.at).toBeLessThan(most);
      expect(Number.isInteger(frame.at)).toBe(true);
    }
    if (count > 0) expect(frames[0]!.episode).toBe('e0');
    const order = frames.map((frame) => Number(frame.episode.slice(1)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('goes through what an episode keeps', () => {
    const one = draft(2);
    const frames = through(one, one.episodes[0]!);
    expect(frames).toHaveLength(OFFERED);
    expect(frames.every((frame) => frame.at > 60e6 && frame.at < 120e6)).toBe(true);
  });

  it('knows the cover again', () => {
    const one = draft(3);
    const [frame, other] = offered(one);
    one.cover = { picture: 'ab', width: 1, height: 1, from: asSource(frame!) };
    expect(isCover(one, frame!)).toBe(true);
    expect(isCover(one, other!)).toBe(false);
  });
});
