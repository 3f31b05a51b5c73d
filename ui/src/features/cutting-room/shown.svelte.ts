/** What the cutting room shows: the episode the address names, a part of it, the clip of that part. */
import type { SplitLimits, Target } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { isPaid, partsOf } from '../../lib/episodes';
import { limitOf, LONGEST, SHORTEST } from '../../lib/rules';
import { route } from '../../lib/route.svelte';
import { beatOf } from './frames';
import { indexOf, placeIn, type Seen } from './parts';
import type { Reading } from './reading.svelte';
import type { Lengths } from './split';
import type { Reel } from './trim';

export class Shown {
  readonly #session: Session;
  readonly #reading: Reading;
  #last: Seen = { index: 0, clip: null, at: 0 };
  #chosen = $state.raw({ episode: '', part: 0 });
  /** How long a video may be at a target, as Rust said of it last. */
  #there = $state.raw<{ target: Target; limits: SplitLimits } | null>(null);

  readonly draft = $derived.by(() => this.#session.view?.draft);
  readonly episodes = $derived.by(() => this.draft?.episodes ?? []);
  /** The episode that is named, and whether it is to be split. */
  readonly meant = $derived.by(() => {
    const here = route();
    return placeIn(here.at === 'cutting' ? here.detail : null);
  });
  /** The first where none is named; one that is gone leaves its place to what shows the same now. */
  readonly index = $derived.by(() => {
    const found = indexOf(this.episodes, this.meant.episode, this.#last);
    const { clip = null, trim = null } = this.episodes[found] ?? {};
    this.#last = { index: found, clip, at: trim?.in ?? 0 };
    return found;
  });
  readonly episode = $derived.by(() => this.episodes[this.index]);
  /** Is it sold? Else it is a teaser. */
  readonly paid = $derived.by(() => !this.episode || isPaid(this.episode));
  /** Those of its kind: what it is counted among. */
  readonly kind = $derived.by(() => this.episodes.filter((one) => isPaid(one) === this.paid));
  /** Its place among those, from 1. */
  readonly place = $derived.by(() => this.kind.findIndex(({ id }) => id === this.episode?.id) + 1);
  readonly parts = $derived.by(() => (this.episode ? partsOf(this.episode) : []));
  /** Joined of several parts: none of them can be trimmed or split. */
  readonly fixed = $derived.by(() => this.parts.length > 1);
  /** The part that is shown, from 0. */
  readonly partIndex = $derived.by(() =>
    this.#chosen.episode === this.episode?.id
      ? Math.min(this.#chosen.part, this.parts.length - 1)
      : 0,
  );
  readonly part = $derived.by(() => this.parts[this.partIndex]);
  readonly clip = $derived.by(() => this.part && this.draft?.clips[this.part.clip]);
  /** What is wrong with the clip's file. */
  readonly file = $derived.by(() => this.clip && this.#session.view?.files[this.clip.id]);
  readonly analysis = $derived.by(() => {
    const { analysis } = this.#reading;
    return analysis && analysis.clip === this.clip?.id ? analysis : null;
  });
  readonly reel = $derived.by<Reel>(() => ({
    duration: this.clip?.facts.duration ?? 0,
    beat: this.clip ? beatOf(this.clip.facts, this.analysis?.index?.keyframes[0]) : null,
  }));
  readonly target = $derived.by<Target>(() => this.episode?.target ?? 'portal');
  /** What the rules say of an episode's length; how long a teaser may be, its target says. */
  readonly lengths = $derived.by<Lengths>(() => {
    const { rules } = this.#session.start;
    if (this.paid) return { shortest: limitOf(rules, SHORTEST), longest: limitOf(rules, LONGEST) };
    const there = this.knowsLengths ? this.#there?.limits : null;
    return { shortest: there?.min || null, longest: there?.max ?? null };
  });
  /** Is it known how long it may be? */
  readonly knowsLengths = $derived.by(() => this.paid || this.#there?.target === this.target);
  readonly findings = $derived.by(
    () =>
      this.#session.view?.preflight.findings.filter(
        ({ subject }) => subject.kind === 'episode' && subject.episode === this.episode?.id,
      ) ?? [],
  );

  constructor(session: Session, reading: Reading) {
    this.#session = session;
    this.#reading = reading;
  }

  /** Asks how long a teaser may be where it goes: the account may have been asked since. */
  async askLengths(): Promise<void> {
    const { target, paid } = this;
    if (paid) return;
    const { backend } = this.#session;
    const limits = await this.#session.ask(() => backend.lengthsAt(target));
    if (limits) this.#there = { target, limits };
  }

  /** Shows another part of the episode. */
  choose(part: number): void {
    if (this.episode) this.#chosen = { episode: this.episode.id, part };
  }
}
