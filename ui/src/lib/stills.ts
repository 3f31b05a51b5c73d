/**
 * Pictures of clips are made when they are asked for, and each keeps a core busy. So they are asked
 * for a few at a time: what is in sight, the newest wish first. (A browser also lets only six
 * requests to one host out at once, and the clip that is played needs one of them.)
 */
import type { Attachment } from 'svelte/attachments';

const AT_ONCE = 3;

/** Turns for what may not all happen at once. Wishes of one moment keep their order. */
export class Turns {
  readonly #most: number;
  #out = 0;
  #waiting: (() => void)[] = [];
  #newest: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs `begin` when it is its turn. The answer gives the turn back, or the wish up. */
  take(begin: () => void): () => void {
    let state: 'waiting' | 'out' | 'over' = 'waiting';
    const start = () => {
      state = 'out';
      this.#out += 1;
      begin();
    };
    if (this.#newest.push(start) === 1) queueMicrotask(() => this.#next());
    return () => {
      if (state === 'waiting') {
        this.#waiting = this.#waiting.filter((one) => one !== start);
        this.#newest = this.#newest.filter((one) => one !== start);
      } else if (state === 'out') {
        this.#out -= 1;
        queueMicrotask(() => this.#next());
      }
      state = 'over';
    };
  }

  #next() {
    this.#waiting = [...this.#newest, ...this.#waiting];
    this.#newest = [];
    while (this.#out < this.#most) {
      const start = this.#waiting.shift();
      if (!start) return;
      start();
    }
  }
}

const turns = new Turns(AT_ONCE);
const shown = new Map<Element, (inSight: boolean) => void>();
const sight =
  typeof IntersectionObserver === 'undefined'
    ? null
    : new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) shown.get(target)?.(isIntersecting);
      });

/** Shows the picture at `src` once the image is in sight and it is its turn. */
export const still =
  (src: string): Attachment<HTMLImageElement> =>
  (image) => {
    let giveBack: (() => void) | null = null;
    let asked = false;
    const look = (inSight: boolean) => {
      if (asked) return;
      if (!inSight) {
        giveBack?.();
        giveBack = null;
      } else
        giveBack ??= turns.take(() => {
          asked = true;
          image.src = src;
        });
    };
    const done = () => giveBack?.();
    // No picture is shown as none, not as a broken one.
    const failed = () => {
      image.removeAttribute('src');
      done();
    };
    image.addEventListener('load', done);
    image.addEventListener('error', failed);
    shown.set(image, look);
    if (sight) sight.observe(image);
    else look(true);
    return () => {
      sight?.unobserve(image);
      shown.delete(image);
      image.removeEventListener('load', done);
      image.removeEventListener('error', failed);
      // What is still on its way is wanted no more.
      if (asked && !image.complete) image.removeAttribute('src');
      done();
    };
  };
