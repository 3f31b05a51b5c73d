/** What of the clip the timeline shows now, and coming nearer or going along. */
import type { Micros } from '../../ipc/bindings';
import * as scales from './scale';

/** How wide a frame is at the nearest. */
const FRAME_PIXELS = 36;
/** How much nearer a press of a button comes. */
const STEP = 1.6;

export class Zoom {
  /** How wide the timeline is. */
  width = $state(0);
  scope = $state.raw<scales.Scope>(scales.whole(1));
  #duration = $state(1);
  #frame = $state(1);

  readonly scale = $derived.by<scales.Scale>(() => ({ ...this.scope, width: this.width }));
  readonly room = $derived.by<scales.Room>(() => ({
    duration: this.#duration,
    least: Math.min(this.#duration, (this.#frame * Math.max(this.width, 300)) / FRAME_PIXELS),
  }));
  /** From 0, everything, to 1, single frames. */
  readonly depth = $derived.by(() => scales.depth(this.scope, this.room));

  /** Another clip: all of it, or a stretch of it with a little around. */
  load(duration: Micros, frame: Micros, stretch: { in: Micros; out: Micros }): void {
    this.#duration = Math.max(1, duration);
    this.#frame = frame;
    this.scope =
      (stretch.out - stretch.in) * 2 > duration
        ? scales.whole(duration)
        : scales.around(stretch.in, stretch.out, this.room);
  }

  /** Comes `by` times nearer to `at`. */
  nearer(by: number, at: Micros): void {
    this.scope = scales.zoomed(this.scope, by, at, this.room);
  }

  /** One step nearer, or further away, around the playhead. */
  step(way: 1 | -1, at: Micros): void {
    this.nearer(way > 0 ? STEP : 1 / STEP, this.#anchor(at));
  }

  setDepth(depth: number, at: Micros): void {
    this.scope = scales.atDepth(this.scope, depth, this.#anchor(at), this.room);
  }

  pan(by: Micros): void {
    this.scope = scales.panned(this.scope, by, this.room);
  }

  /** Has a time in sight. */
  show(at: Micros): void {
    this.scope = scales.showing(this.scope, at, this.room);
  }

  /** The playhead where it is in sight, else the middle. */
  #anchor(at: Micros): Micros {
    const { from, span } = this.scope;
    return at >= from && at <= from + span ? at : from + span / 2;
  }
}
