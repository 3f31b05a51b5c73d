/** The split panel's mind: what was asked for, the plans that came, and the cuts as they stand now. */
import type { EpisodeId, Micros, SplitPlan, SplitWish, Trim } from '../../ipc/bindings';
import { asProblem, type Session } from '../../ipc/session.svelte';
import { say } from '../../lib/words.svelte';
import { nearestEdge, stepLength, stepped, type Beat } from './frames';
import * as split from './split';

/** How the creator wants it cut. */
export type WishKind = SplitWish['wish'];

/** What is split. */
export interface Ground {
  episode: EpisodeId;
  /** What of the clip it keeps. */
  span: Trim;
  beat: Beat | null;
  duration: Micros;
  magnets: split.Magnets;
  lengths: split.Lengths;
}

export class Splitting {
  readonly #session: Session;
  readonly #of: () => Ground | null;
  /** The episode that the panel is open on. */
  episode = $state<EpisodeId | null>(null);
  wish = $state<WishKind>('best');
  /** How many parts, where a number is wished. */
  into = $state(2);
  /** How long a part, where a length is wished. */
  every = $state<Micros>(15 * 60_000_000);
  /** How long a part had best be; none: as the planner likes. */
  aim = $state<Micros | null>(null);
  plans = $state.raw<readonly SplitPlan[]>([]);
  chosen = $state(0);
  cuts = $state.raw<split.Cuts>([]);
  /** Were the chosen plan's cuts changed by hand? */
  adjusted = $state(false);
  /** Plans are on their way. */
  asking = $state(false);
  /** Why there are none, in words. */
  trouble = $state<string | null>(null);
  #asked = 0;

  readonly open = $derived.by(() => this.episode !== null && this.episode === this.#of()?.episode);
  readonly parts = $derived.by<Trim[]>(() => {
    const ground = this.#of();
    return ground ? split.partsOf(ground.span, this.cuts) : [];
  });

  /** The cut nearest to a time, as the frames beside it: none where there is no cut. */
  seam(at: Micros): { number: number; ends: Micros; starts: Micros } | null {
    const i = split.nearestCut(this.cuts, at);
    const starts = this.cuts[i]?.at;
    const beat = this.#of()?.beat ?? null;
    if (starts === undefined || !this.open) return null;
    return { number: i + 1, ends: Math.max(0, starts - stepLength(beat)), starts };
  }

  constructor(session: Session, of: () => Ground | null) {
    this.#session = session;
    this.#of = of;
  }

  /** Opens on the episode there is, and asks for plans. */
  begin(): void {
    const ground = this.#of();
    if (!ground || this.open) return;
    this.episode = ground.episode;
    this.#forget();
    const { longest } = ground.lengths;
    const length = ground.span.out - ground.span.in;
    this.wish = longest !== null && length <= longest ? 'into' : 'best';
    this.into = 2;
    this.aim = null;
    void this.ask();
  }

  end(): void {
    this.episode = null;
    this.#forget();
  }

  #forget(): void {
    this.#asked += 1;
    this.asking = false;
    this.plans = [];
    this.cuts = [];
    this.trouble = null;
    this.adjusted = false;
  }

  /** Asks for plans. Cuts that were put by hand are wished for again; only the newest answer counts. */
  async ask(): Promise<void> {
    const ground = this.#of();
    const draft = this.#session.view?.draft.id;
    if (!ground || draft === undefined) return;
    const turn = (this.#asked += 1);
    this.asking = true;
    const marks = split.marksOf(this.cuts);
    const { shortest, longest } = ground.lengths;
    const limits = this.aim === null ? null : { min: shortest ?? 0, max: longest, aim: this.aim };
    try {
      const { backend } = this.#session;
      const plans = await backend.splitPlans(draft, ground.episode, this.#wish, limits, marks);
      if (turn !== this.#asked) return;
      this.plans = plans;
      this.trouble = null;
      this.choose(0);
    } catch (error) {
      if (turn !== this.#asked) return;
      this.plans = [];
      this.trouble = say(asProblem(error).message);
      // What was put by hand stays; what a plan proposed goes with it.
      this.cuts = marks.map((at) => ({ at, reason: null }));
      this.adjusted = this.cuts.length > 0;
    } finally {
      if (turn === this.#asked) this.asking = false;
    }
  }

  get #wish(): SplitWish {
    switch (this.wish) {
      case 'into':
        return { wish: 'into', parts: this.into };
      case 'every':
        return { wish: 'every', time: this.every };
      case 'best':
      case 'chapters':
        return { wish: this.wish };
    }
  }

  /** Takes a plan's cuts, as it proposed them. */
  choose(i: number): void {
    const plan = this.plans[i];
    if (!plan) return;
    this.chosen = i;
    this.cuts = split.cutsOf(plan);
    this.adjusted = false;
  }

  /** Moves a cut to the frame edge nearest to a time, drawn by what is within reach. */
  move(i: number, to: Micros, reach: Micros): Micros {
    const ground = this.#of();
    const now = this.cuts[i]?.at;
    if (!ground || now === undefined) return to;
    const at = reach > 0 ? split.drawn(to, ground.magnets, reach) : to;
    return this.#put(i, nearestEdge(at, ground.beat));
  }

  nudge(i: number, frames: number): Micros {
    const ground = this.#of();
    const now = this.cuts[i]?.at ?? 0;
    return ground ? this.#put(i, stepped(now, frames, ground.beat, ground.duration)) : now;
  }

  #put(i: number, to: Micros): Micros {
    const ground = this.#of();
    if (!ground) return to;
    const [least, most] = this.bounds(i);
    const at = Math.min(Math.max(least, to), most);
    this.#change(split.moved(this.cuts, i, at));
    return at;
  }

  /** Between what a cut may be moved. */
  bounds(i: number): [Micros, Micros] {
    const ground = this.#of();
    if (!ground) return [0, 0];
    return split.bounds(ground.span, this.cuts, i, stepLength(ground.beat));
  }

  /** Adds a cut. Answers whether there was room for it. */
  add(at: Micros): boolean {
    const ground = this.#of();
    if (!ground) return false;
    return this.#change(split.added(ground.span, this.cuts, at, stepLength(ground.beat)));
  }

  remove(i: number): void {
    this.#change(split.removed(this.cuts, i));
  }

  #change(cuts: split.Cuts): boolean {
    if (cuts === this.cuts) return false;
    this.cuts = cuts;
    this.adjusted = true;
    return true;
  }

  /** Makes the episodes. Answers how many, or nothing where it was refused. */
  async make(): Promise<number | null> {
    const { episode, parts } = this;
    if (episode === null || parts.length < 2) return null;
    const made = await this.#session.split(
      episode,
      this.cuts.map(({ at }) => at),
    );
    if (!made) return null;
    this.end();
    return parts.length;
  }
}
