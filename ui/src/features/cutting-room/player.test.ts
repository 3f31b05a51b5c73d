import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Player } from './player.svelte';

/** A video whose player has said all but how large its picture is. */
function begun(): {
  player: Player;
  video: HTMLVideoElement;
  sized: (width: number, told?: boolean) => void;
} {
  const [player, video] = [new Player(), document.createElement('video')];
  let width = 0;
  Object.defineProperty(video, 'videoWidth', { get: () => width });
  player.attach(video);
  video.dispatchEvent(new Event('loadedmetadata'));
  const sized = (to: number, told = true) => {
    width = to;
    if (told) video.dispatchEvent(new Event('resize'));
  };
  return { player, video, sized };
}

describe('a picture whose size is not known with the rest', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is waited for, and seen when it comes', () => {
    const { player, sized } = begun();
    vi.advanceTimersByTime(4_900);
    expect(player.trouble).toBeNull();
    sized(160);
    vi.advanceTimersByTime(60_000);
    expect(player.trouble).toBeNull();
  });

  it('is none where it does not come, also where that is said again', () => {
    const { player, sized } = begun();
    vi.advanceTimersByTime(2_000);
    sized(0);
    vi.advanceTimersByTime(4_900);
    expect(player.trouble).toBeNull();
    vi.advanceTimersByTime(200);
    expect(player.trouble).toBe('unplayable');
  });

  it('is seen also where nobody tells that it came', () => {
    const { player, sized } = begun();
    sized(160, false);
    vi.advanceTimersByTime(60_000);
    expect(player.trouble).toBeNull();
  });

  it('is waited for on when another part of the clip is shown', () => {
    const { player, video } = begun();
    video.dispatchEvent(new Event('loadeddata'));
    player.load({ duration: 2, beat: null }, { in: 1, out: 2 }, 1, true);
    expect(player.ready).toBe(true);
    vi.advanceTimersByTime(5_100);
    expect(player.trouble).toBe('unplayable');
  });

  it('is nobody’s business once the clip is another', () => {
    const { player } = begun();
    player.load({ duration: 1, beat: null }, { in: 0, out: 1 }, 0);
    vi.advanceTimersByTime(60_000);
    expect(player.trouble).toBeNull();
  });
});
