/**
 * The player of one clip: a video element that is told times as frames. What it shows and what it
 * says always agree: whenever it stands still it is aimed at the middle of the frame it names.
 */
import type { Micros, Trim } from '../../ipc/bindings';
import { aim, aimAtStart, fromPlayer, onFrame, showsNext, stepped } from './frames';
import { shuttled, type ShuttleKey } from './shuttle';
import type { Reel } from './trim';

/** The speeds on offer. */
export const SPEEDS = [0.25, 0.5, 1, 1.5, 2];

/** How long a picture may take whose size was not said with the rest: then there is none. */
const PICTURE_WITHIN_MS = 5_000;

/** Why nothing can be seen. */
export type Trouble = 'unplayable' | 'unreachable';

export class Player {
  /** What is shown. */
  at = $state<Micros>(0);
  /** How fast it runs, backwards below 0; 0 stands still. */
  rate = $state(0);
  /** How fast plain playing is. */
  speed = $state(1);
  volume = $state(1);
  muted = $state(false);
  /** Does it go round and round within the part? */
  looping = $state(false);
  trouble = $state<Trouble | null>(null);
  /** Is there a picture, or known to be none? Until then nothing may take the machine from it. */
  ready = $state(false);

  #video: HTMLVideoElement | null = null;
  #reel: Reel = { duration: 0, beat: null };
  #kept: Trim = { in: 0, out: 0 };
  #wanted: Micros | null = null;
  #frame = 0;
  #ticked = 0;
  /** A player that is starved may give up: it is asked once more. */
  #again = false;
  /** Runs out if no picture comes. */
  #blind: ReturnType<typeof setTimeout> | undefined;
  /** Does it drop the frame that a seek lands within? */
  #dropsWithin = false;
  /** The time of the frame on the screen, since the last seek. */
  #onScreen: number | null = null;

  /** Shows a clip from `at`; `same`: another part of the one that is shown, whose video goes on. */
  load(reel: Reel, kept: Trim, at: Micros, same = false): void {
    this.#stopTicking();
    if (!same) {
      this.#see();
      this.ready = false;
    }
    this.#reel = reel;
    this.#kept = kept;
    this.#wanted = null;
    this.rate = 0;
    this.trouble = null;
    this.#again = false;
    this.#dropsWithin = false;
    this.#video?.pause();
    this.seek(at);
  }

  /** More is known of the clip that is shown: when its picture begins. */
  know(reel: Reel): void {
    if (reel.duration !== this.#reel.duration) return;
    const still = reel.beat?.first === this.#reel.beat?.first;
    this.#reel = reel;
    if (!still && !this.running) this.seek(this.at);
  }

  /** The part that looping stays within. */
  keep(kept: Trim): void {
    this.#kept = kept;
  }

  /** Listens to a video element until the answer is called. */
  attach(video: HTMLVideoElement): () => void {
    this.#video = video;
    const on: [string, () => void][] = [
      ['loadedmetadata', () => this.#loaded(video)],
      ['resize', () => this.#blind !== undefined && this.#loaded(video)],
      ['loadeddata', () => (this.ready = true)],
      ['error', () => void this.#failed(video)],
      ['seeked', () => this.#settle()],
      ['ended', () => this.#ended()],
    ];
    for (const [event, listener] of on) video.addEventListener(event, listener);
    const watch: VideoFrameRequestCallback = (_, { mediaTime }) => {
      this.#onScreen = mediaTime;
      this.#judge(video);
      watching = video.requestVideoFrameCallback(watch);
    };
    const canWatch = 'requestVideoFrameCallback' in video;
    let watching = canWatch ? video.requestVideoFrameCallback(watch) : 0;
    return () => {
      if (canWatch) video.cancelVideoFrameCallback(watching);
      for (const [event, listener] of on) video.removeEventListener(event, listener);
      this.#stopTicking();
      this.#see();
      if (this.#video === video) this.#video = null;
    };
  }

  /** Is it running, either way? */
  get running(): boolean {
    return this.rate !== 0;
  }

  /** Space. */
  toggle(): void {
    this.run(this.running ? 0 : 1);
  }

  /** J, K or L. */
  shuttle(key: ShuttleKey): void {
    this.run(shuttled(this.rate, key));
  }

  /** Runs at a rate; 0 stops on the frame that is shown. */
  run(rate: number): void {
    const video = this.#video;
    if (!video || this.trouble) return;
    this.rate = rate;
    if (rate > 0) {
      if (this.#atEnd()) this.seek(this.looping ? this.#kept.in : 0);
      video.playbackRate = Math.min(this.speed * rate, 16);
      video.play().catch((error: unknown) => this.#refused(video, error));
    } else {
      video.pause();
      // Stand still exactly on the frame that was reached.
      if (rate === 0) this.seek(this.at);
    }
    if (rate === 0) this.#stopTicking();
    else this.#startTicking();
  }

  /** Sets how fast plain playing is. */
  setSpeed(speed: number): void {
    this.speed = speed;
    if (this.#video && this.rate > 0) this.#video.playbackRate = Math.min(speed * this.rate, 16);
  }

  setVolume(volume: number): void {
    this.volume = volume;
    this.muted = volume === 0;
    this.#sound();
  }

  toggleMuted(): void {
    this.muted = !this.muted;
    if (!this.muted && this.volume === 0) this.volume = 1;
    this.#sound();
  }

  /** Shows the frame at a time. While one is on its way, only the newest wish counts. */
  seek(at: Micros): void {
    this.at = stepped(onFrame(at, this.#reel.beat), 0, this.#reel.beat, this.#reel.duration);
    const video = this.#video;
    if (!video || video.readyState < 1) return;
    if (video.seeking) this.#wanted = this.at;
    else this.#aim(video);
  }

  #aim(video: HTMLVideoElement): void {
    const { beat } = this.#reel;
    this.#onScreen = null;
    video.currentTime = beat && this.#dropsWithin ? aimAtStart(this.at, beat) : aim(this.at, beat);
  }

  /** Moves by frames and stands still. */
  step(frames: number): void {
    if (this.running) this.run(0);
    this.seek(stepped(this.at, frames, this.#reel.beat, this.#reel.duration));
  }

  /** Moves by time. */
  skip(by: Micros): void {
    this.seek(Math.min(Math.max(0, this.at + by), this.#reel.duration));
  }

  #loaded(video: HTMLVideoElement): void {
    this.#see();
    this.#sound();
    this.seek(this.at);
    // Some webviews play the sound of a picture they cannot decode; a busy one knows its size only later.
    if (video.videoWidth > 0) return;
    this.#blind = setTimeout(() => {
      // Not every webview tells when it comes.
      if (video.videoWidth > 0) this.#see();
      else this.#fail('unplayable');
    }, PICTURE_WITHIN_MS);
  }

  /** There is a picture, or none is waited for any more. */
  #see(): void {
    clearTimeout(this.#blind);
    this.#blind = undefined;
  }

  /** A player says the same of a file it cannot decode and of one it cannot get: ask which. */
  async #failed(video: HTMLVideoElement): Promise<void> {
    const source = video.currentSrc || video.src;
    const there = await fetch(source, { method: 'HEAD' }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (this.#video !== video || source !== (video.currentSrc || video.src)) return;
    if (there && !this.#again) {
      this.#again = true;
      this.#stopTicking();
      this.rate = 0;
      video.load();
    } else this.#fail(there ? 'unplayable' : 'unreachable');
  }

  #refused(video: HTMLVideoElement, error: unknown): void {
    const name = error instanceof DOMException ? error.name : '';
    // A pause or a new clip overtook it: nothing is wrong. What cannot be decoded is an error too.
    if (this.#video !== video || name === 'AbortError' || name === 'NotSupportedError') return;
    this.run(0);
  }

  #fail(trouble: Trouble): void {
    this.#stopTicking();
    this.#see();
    this.rate = 0;
    this.trouble = trouble;
    this.ready = true;
  }

  #settle(): void {
    const video = this.#video;
    if (!video) return;
    if (this.#wanted !== null) {
      this.#wanted = null;
      this.#aim(video);
    } else this.#judge(video);
  }

  /** Standing still: is it the frame that was wanted? It comes to the screen before or after the seek ends. */
  #judge(video: HTMLVideoElement): void {
    const { beat } = this.#reel;
    if (this.#video !== video || video.seeking || this.running || this.#dropsWithin) return;
    if (!beat || this.#onScreen === null || !showsNext(this.#onScreen, this.at, beat)) return;
    this.#dropsWithin = true;
    this.#aim(video);
  }

  #ended(): void {
    if (this.looping) {
      this.seek(this.#kept.in);
      this.run(Math.max(1, this.rate));
    } else this.run(0);
  }

  #atEnd(): boolean {
    if (this.looping) return this.at >= this.#kept.out || this.at < this.#kept.in;
    return stepped(this.at, 1, this.#reel.beat, this.#reel.duration) === this.at;
  }

  #sound(): void {
    if (!this.#video) return;
    this.#video.volume = this.volume;
    this.#video.muted = this.muted;
  }

  #startTicking(): void {
    this.#stopTicking();
    this.#ticked = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
  }

  #stopTicking(): void {
    cancelAnimationFrame(this.#frame);
  }

  #tick(now: number): void {
    const video = this.#video;
    if (!video || this.rate === 0) return;
    const passed = (now - this.#ticked) * 1000;
    if (this.rate > 0) {
      if (!video.seeking) this.at = fromPlayer(video.currentTime, this.#reel.beat);
      if (this.looping && this.at >= this.#kept.out) this.seek(this.#kept.in);
      this.#ticked = now;
    } else if (!video.seeking) {
      // No webview plays backwards: it is shown picture by picture, as quickly as they come.
      const back = this.at + Math.round(passed * this.rate * this.speed);
      if (back <= 0) {
        this.seek(0);
        this.run(0);
        return;
      }
      if (onFrame(back, this.#reel.beat) !== this.at) {
        this.seek(back);
        this.#ticked = now;
      }
    }
    this.#frame = requestAnimationFrame((next) => this.#tick(next));
  }
}
