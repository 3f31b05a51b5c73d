/** Moving the ends of the part that an episode keeps: shown at once, kept as one edit when it rests. */
import type { Episode, Trim } from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { announce } from '../../lib/announce.svelte';
import { readTimecode } from '../../lib/timecode';
import { language, t, time } from '../../lib/words.svelte';
import { stepLength } from './frames';
import type { Player } from './player.svelte';
import { precise } from './precise';
import * as trims from './trim';

/** How long an end must rest before it is kept: a held key is one edit, not fifty. */
const REST_MS = 400;

/** What is trimmed; where `trim` is not the episode's own, its ends cannot be moved. */
export interface Trimmed {
  episode: Episode | undefined;
  trim: Trim | null;
  reel: trims.Reel;
}

export class Trimming {
  readonly #session: Session;
  readonly #player: Player;
  readonly #of: () => Trimmed;
  /** A part that is being changed and not kept yet. */
  #moving = $state.raw<{ episode: string; kept: Trim } | null>(null);
  #keeping: { episode: string; kept: Trim } | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** The part as it is shown. */
  readonly kept = $derived.by<Trim>(() => {
    const { episode, trim, reel } = this.#of();
    const moving = this.#moving;
    return moving && moving.episode === episode?.id ? moving.kept : trims.part(reel, trim);
  });

  constructor(session: Session, player: Player, of: () => Trimmed) {
    this.#session = session;
    this.#player = player;
    this.#of = of;
  }

  move(end: trims.End, at: number, finality: trims.Finality): void {
    this.#change(end, trims.withEnd(this.#reel, this.kept, end, at), finality);
  }

  nudge(end: trims.End, frames: number): void {
    this.#change(end, trims.withEndStepped(this.#reel, this.kept, end, frames), 'resting');
  }

  /** I and O: the frame that is shown is the first, or the last, that stays. */
  mark(end: trims.End): void {
    const { at } = this.#player;
    this.move(end, end === 'in' ? at : at + stepLength(this.#reel.beat), 'done');
  }

  /** Shows an end. The out point is the first frame that goes: the last that stays is shown. */
  goTo(end: trims.End, part = this.kept): void {
    this.#player.seek(end === 'in' ? part.in : part.out - stepLength(this.#reel.beat));
  }

  shorten(most: number): void {
    this.#change('out', trims.shortened(this.#reel, this.kept, most), 'done');
  }

  clear(): void {
    clearTimeout(this.#rest);
    this.#moving = null;
    const { episode } = this.#of();
    if (episode?.trim) void this.#session.edit({ edit: 'trim', episode: episode.id, trim: null });
  }

  /** An end as a person typed it; answers what is wrong with it. */
  type(end: trims.End, text: string): string | null {
    const at = readTimecode(text);
    if (at === null) return t('cutting.notATime');
    const [least, most] = trims.bounds(this.#reel, this.kept, end);
    if (at < least || at > most + 1000) {
      return t('cutting.outside', { least: time(least), most: time(most) });
    }
    this.move(end, at, 'done');
    return null;
  }

  /** Makes the edit of what was moved, once. */
  keep(): void {
    clearTimeout(this.#rest);
    const moved = this.#moving;
    const of = moved && this.#session.episode(moved.episode);
    if (!moved || !of || moved === this.#keeping) return;
    this.#keeping = moved;
    void this.#set(of, moved.kept).finally(() => {
      if (this.#moving === moved) this.#moving = null;
    });
  }

  get #reel(): trims.Reel {
    return this.#of().reel;
  }

  #change(end: trims.End, part: Trim, finality: trims.Finality): void {
    const { episode } = this.#of();
    if (!episode || episode.joined?.length) return;
    if (this.#moving && this.#moving.episode !== episode.id) this.keep();
    this.#moving = { episode: episode.id, kept: part };
    this.goTo(end, part);
    clearTimeout(this.#rest);
    if (finality === 'resting') this.#rest = setTimeout(() => this.keep(), REST_MS);
    if (finality === 'done') this.keep();
  }

  async #set(of: Episode, part: Trim): Promise<void> {
    const facts = this.#session.view?.draft.clips[of.clip]?.facts;
    if (!facts) return;
    const trim = trims.trimOf({ duration: facts.duration, beat: null }, part);
    if (trim?.in === of.trim?.in && trim?.out === of.trim?.out) return;
    if (await this.#session.edit({ edit: 'trim', episode: of.id, trim })) {
      announce(t('cutting.trimmed', { length: precise(trims.length(part), language()) }));
    }
  }
}
