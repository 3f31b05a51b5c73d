/**
 * What of a clip the timeline shows, and the one mapping between times and pixels. Everything on the
 * timeline is placed through it.
 */
import type { Micros } from '../../ipc/bindings';

/** A stretch of the clip: what the timeline shows. */
export interface Scope {
  from: Micros;
  span: Micros;
}

/** A scope on so many pixels. */
export interface Scale extends Scope {
  width: number;
}

/** What a scope must keep to. */
export interface Room {
  /** How long the clip is. */
  duration: Micros;
  /** The shortest scope there may be. */
  least: Micros;
}

/** Where what lies outside the scope is put: out of sight, yet there for the keyboard. */
export const ASIDE = -100;

const clamp = (value: number, least: number, most: number) =>
  Math.min(Math.max(least, value), Math.max(least, most));

/** The pixel of a time. It may lie outside the scale. */
export const xOf = ({ from, span, width }: Scale, at: Micros): number =>
  span <= 0 ? 0 : ((at - from) / span) * width;

/** The time under a pixel, within the scope. */
export const timeAt = ({ from, span, width }: Scale, x: number): Micros =>
  width <= 0 ? from : from + Math.round(clamp(x / width, 0, 1) * span);

/** The time that so many pixels stand for. */
export const timeOf = ({ span, width }: Scale, pixels: number): Micros =>
  width <= 0 ? 0 : (pixels / width) * span;

/** The pixel of a thing that is seen or not: what is outside is put aside. */
export const placeOf = (scale: Scale, at: Micros): number => {
  const x = xOf(scale, at);
  return x < -0.5 || x > scale.width + 0.5 ? ASIDE : x;
};

/** The pixels of a stretch as far as it is in sight; nothing where it is not. */
export const stretchOf = (
  scale: Scale,
  start: Micros,
  end: Micros,
): { left: number; width: number } | null => {
  const left = clamp(xOf(scale, start), 0, scale.width);
  const right = clamp(xOf(scale, end), 0, scale.width);
  return right > left ? { left, width: right - left } : null;
};

/** All of the clip. */
export const whole = (duration: Micros): Scope => ({ from: 0, span: Math.max(1, duration) });

/** A stretch with a little around it. */
export const around = (start: Micros, end: Micros, room: Room): Scope => {
  const margin = (end - start) / 20;
  return within({ from: start - margin, span: end - start + 2 * margin }, room);
};

/** The nearest scope to this one that is within the clip. */
export const within = ({ from, span }: Scope, { duration, least }: Room): Scope => {
  const fit = Math.round(clamp(span, Math.min(least, duration), duration));
  return { from: Math.round(clamp(from, 0, duration - fit)), span: Math.max(1, fit) };
};

/** `by` times nearer; what is at `at` stays where it is. */
export const zoomed = (scope: Scope, by: number, at: Micros, room: Room): Scope => {
  const span = clamp(scope.span / by, Math.min(room.least, room.duration), room.duration);
  const share = (at - scope.from) / scope.span;
  return within({ from: at - share * span, span }, room);
};

/** Moved along the clip. */
export const panned = (scope: Scope, by: Micros, room: Room): Scope =>
  within({ ...scope, from: scope.from + by }, room);

/** The scope with `at` in sight: the same one where it is, else a page further or around it. */
export const showing = (scope: Scope, at: Micros, room: Room): Scope => {
  const { from, span } = scope;
  if (at >= from && at <= from + span) return scope;
  const next = at > from + span && at <= from + 2 * span;
  return within({ span, from: next ? at - span / 20 : at - span / 2 }, room);
};

/** How far it is zoomed, from 0 (everything) to 1 (the shortest scope). Each step is as much nearer. */
export const depth = ({ span }: Scope, { duration, least }: Room): number =>
  least >= duration ? 0 : clamp(Math.log(duration / span) / Math.log(duration / least), 0, 1);

/** The scope of a depth; what is at `at` stays where it is. */
export const atDepth = (scope: Scope, to: number, at: Micros, room: Room): Scope => {
  if (room.least >= room.duration) return whole(room.duration);
  const span = room.duration / (room.duration / room.least) ** clamp(to, 0, 1);
  return zoomed(scope, scope.span / span, at, room);
};
