/** Draws the waveform, the pauses and the keyframe ticks, in the colours of the theme. */
import type { ClipAnalysis } from '../../ipc/bindings';
import { bars, type Peaks } from './peaks';
import { stretchOf, timeOf, xOf, type Scale } from './scale';
import { firstAt } from './split';

/** Heights in CSS pixels. */
export const WAVE = 72;
const KEYS = 9;
/** From one stroke of the waveform to the next, and its own width. */
const STROKE_STEP = 3;
const STROKE = 2;
/** A pause narrower than this is not drawn. */
const SHORTEST_PAUSE = 0.75;
/** Keyframes nearer than this are drawn as one. */
const KEY_STEP = 3;

/** Draws everything anew, as sharp as the screen is. */
export function paint(
  canvas: HTMLCanvasElement,
  scale: Scale,
  analysis: ClipAnalysis | null,
  peaks: Peaks | null,
): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(scale.width * ratio), Math.round((WAVE + KEYS) * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, scale.width, WAVE + KEYS);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name);

  pen.fillStyle = colour('--pause');
  for (const [left, right] of pauses(scale, analysis)) pen.fillRect(left, 0, right - left, WAVE);

  pen.fillStyle = colour('--wave');
  const half = WAVE / 2;
  const reach = half - 4;
  for (const { x, low, high } of bars(peaks ?? [], scale, STROKE_STEP)) {
    const top = half - high * reach;
    pen.fillRect(x, top, STROKE, Math.max(1, half - low * reach - top));
  }

  pen.fillStyle = colour('--line');
  pen.fillRect(0, WAVE, scale.width, 1);
  pen.fillStyle = colour('--ink-3');
  for (const x of keyTicks(scale, analysis?.index?.keyframes ?? [])) {
    pen.fillRect(Math.round(x), WAVE + 2, 1, 5);
  }
}

/** The pauses in sight, from pixel to pixel; from far away the short ones are none. */
export const pauses = (scale: Scale, analysis: ClipAnalysis | null): [number, number][] =>
  (analysis?.sound?.pauses ?? []).flatMap(({ in: start, out }) => {
    const stretch = stretchOf(scale, start, out);
    if (!stretch || stretch.width < SHORTEST_PAUSE) return [];
    return [[stretch.left, stretch.left + stretch.width] as [number, number]];
  });

/** The pixels of the keyframes in sight, none too near to the one before. */
export function keyTicks(scale: Scale, keyframes: readonly number[]): number[] {
  const found: number[] = [];
  const apart = timeOf(scale, KEY_STEP);
  const end = scale.from + scale.span;
  for (let i = firstAt(keyframes, scale.from); i < keyframes.length;) {
    const at = keyframes[i] ?? 0;
    if (at > end) break;
    found.push(xOf(scale, at));
    i = Math.max(i + 1, firstAt(keyframes, at + apart));
  }
  return found;
}
