/**
 * What the publish page knows besides the draft: where each episode stands at the platform, what the
 * platform says of the account just now, and what the creator says of the posts.
 */
import { SvelteMap } from 'svelte/reactivity';
import type {
  AccountId,
  AccountKind,
  Creator,
  CreatorNow,
  DraftId,
  EpisodeId,
  Job,
  JobId,
  Lack,
  PostingId,
  PostSettings,
  PublishRow,
  PublishView,
  SentSoFar,
  Settled,
  StartPublish,
  WhatIf,
} from '../../ipc/bindings';
import type { Session } from '../../ipc/session.svelte';
import { announce } from '../../lib/announce.svelte';
import { goesOn } from '../../lib/jobs';
import { NOTHING_SAID } from '../../lib/post-settings';
import { unchanged } from '../../lib/unchanged';
import { say } from '../../lib/words.svelte';
import { recalled } from './model';

/** While much is told, it is looked so often, in milliseconds: the page stays quick, the eye sees no more. */
const LOOK_EVERY_MS = 250;
/** While a file is sent, all is looked at again so often: what is learned of the way there moves the calendar. */
const LOOK_AGAIN_MS = 10_000;

export class Outgoing {
  view = $state.raw<PublishView | null>(null);
  /** What the platform said of the account when it was asked last. */
  now = $state.raw<CreatorNow | null>(null);
  asking = $state(false);
  /** Did the server not say which channels there are now? */
  silent = $state(false);
  /** Is something being put on the list? While a job sends, that takes as long as making its files. */
  starting = $state(false);
  /** What is still to be said of what is sent, as it was found last; null: that is not known yet. */
  lacks = $state.raw<readonly Lack[] | null>(null);

  readonly draft: DraftId;
  /** What it said that the account may, if it may post. */
  readonly creator = $derived<Creator | null>(this.now?.state === 'may' ? this.now.creator : null);
  readonly #session: Session;
  /** Episodes that were refused or skipped and are to be sent as they are now, as new ones. */
  anew = $state.raw<ReadonlySet<EpisodeId>>(new Set());
  /** What was said of the posts in this window; before that, what was kept counts. */
  #said = $state.raw<PostSettings | null>(null);
  /** Which platform and account the page is about; none: Rust chooses, and it stays with that. */
  #kind: AccountKind | null = null;
  #account: AccountId | null = null;
  #looking = false;
  #again = false;
  #lookedAt = 0;
  /** What was told last of the files on their way. */
  readonly #sent = new SvelteMap<PostingId, SentSoFar>();
  /** How often it was asked what is lacking. */
  #turns = 0;

  constructor(session: Session, draft: DraftId) {
    this.#session = session;
    this.draft = draft;
  }

  get settings(): PostSettings {
    return this.#said ?? { ...(this.view?.settings ?? NOTHING_SAID), consent: false };
  }

  /** Says it, and keeps it for the next time, but for the consent. */
  set settings(next: PostSettings) {
    this.#said = next;
    const kept = { ...next, consent: false };
    const kind = this.view?.kind;
    if (!kind) return;
    void this.#session.ask(() => this.#session.backend.savePostSettings(this.draft, kind, kept));
  }

  /** The job that sends to this account just now. */
  get job(): Job | undefined {
    const account = this.view?.account?.id;
    return this.#session.jobs.find(
      (job) =>
        job.kind === 'publish' &&
        job.draft === this.draft &&
        job.account === account &&
        goesOn(job),
    );
  }

  /** Sends to another account from now on. */
  switchTo(account: AccountId) {
    this.#account = account;
    [this.now, this.silent] = [null, false];
    void this.look();
  }

  /** Is about the other platform from now on, which asks for other things. */
  turnTo(kind: AccountKind) {
    this.#kind = kind;
    [this.#account, this.now, this.#said, this.lacks] = [null, null, null, null];
    this.silent = false;
    this.anew = new Set();
    void this.look();
  }

  /** Looks where everything stands. Many words while one look is on its way are one look more. */
  async look(): Promise<void> {
    this.#again = this.#looking;
    if (this.#looking) return;
    this.#looking = true;
    this.#lookedAt = performance.now();
    const { backend } = this.#session;
    do {
      this.#again = false;
      const [kind, account] = [this.#kind, this.#account];
      const seen = await this.#session.ask(() => backend.publishView(this.draft, kind, account));
      // An answer about the platform before that is not taken.
      if (!seen || (this.#kind ?? seen.kind) !== seen.kind) continue;
      [this.#kind, this.#account] = [seen.kind, this.#account ?? seen.account?.id ?? null];
      this.view = unchanged<PublishView | null>(this.view, toTheMinute(seen));
      if (this.#wanted()) await new Promise((ready) => setTimeout(ready, LOOK_EVERY_MS));
    } while (this.#wanted());
    this.#looking = false;
  }

  /** Did somebody ask for a look while one was on its way? */
  #wanted = () => this.#again;

  /** More of a file was sent: only its own row changes by it. */
  hear(sent: SentSoFar) {
    this.#sent.set(sent.posted.posting, sent);
    if (performance.now() - this.#lookedAt > LOOK_AGAIN_MS) void this.look();
  }

  /** A row as it stands by what was told last of its file. */
  latest(row: PublishRow): PublishRow {
    const { posted } = row;
    const sent = posted?.stage.stage === 'sending' && this.#sent.get(posted.posting);
    return sent && sent.posted.sinceMs >= posted.sinceMs ? { ...row, ...sent } : row;
  }

  /** Asks what is still to be said before those can be sent. An answer to an older question is not taken. */
  async findLacks(episodes: EpisodeId[]): Promise<void> {
    const turn = (this.#turns += 1);
    const start = this.#startOf(episodes, false);
    if (!start) return;
    const lacks = await this.#session.ask(() => this.#session.backend.postLacks(this.draft, start));
    if (lacks && turn === this.#turns) this.lacks = lacks;
  }

  /** Asks the platform what this account may post now, as it must be before every post. */
  async askCreator(): Promise<void> {
    const account = this.view?.account?.id;
    if (account === undefined || this.asking) return;
    this.asking = true;
    this.now = await this.#session.ask(() => this.#session.backend.creator(account));
    this.asking = false;
    if (this.creator) this.#fit(this.creator);
    // Nobody was told: the login may have ended.
    if (!this.now) void this.look();
  }

  /** Asks a PeerTube server which channels the account has by now. Without an answer, those it named last count. */
  async askChannels(): Promise<void> {
    const account = this.view?.account;
    if (account?.kind !== 'peertube' || this.asking) return;
    this.asking = true;
    this.silent = await this.#session.backend.lookForChannels(account.id).then(
      () => false,
      () => true,
    );
    this.asking = false;
    await this.look();
  }

  /** Opens the page where the account's posts are seen. */
  openPosts() {
    const account = this.view?.account?.id;
    if (account === undefined) return;
    void this.#session.ask(() => this.#session.backend.openPosts(account));
  }

  /** Sends those, and goes on with what is on the list. The next ones are asked about anew. */
  async start(episodes: EpisodeId[]): Promise<void> {
    this.starting = true;
    const job = await this.#send(episodes, false);
    this.starting = false;
    if (job !== null) [this.#said, this.anew] = [null, new Set()];
  }

  /** Only goes on with what is on the list: that was agreed to when it came there. */
  goOn(): Promise<JobId | null> {
    return this.#send(null, true);
  }

  /** Forgets a posting, so that the episode is sent as it is by then, with what is said by then. */
  async sendAnew({ episode, posted }: PublishRow): Promise<void> {
    if (posted && posted.stage.stage !== 'skipped') await this.settle(posted.posting, 'skip');
    this.anew = new Set([...this.anew, episode]);
  }

  /** Lets what waits be said anew: once it is sent so, it waits as that. It stays on the list until then. */
  sayAnew({ episode, said }: PublishRow) {
    if (said) this.settings = { ...said, consent: false };
    this.anew = new Set([...this.anew, episode]);
  }

  /** Plays the whole publish against a server on this computer. */
  rehearse(whatIf: WhatIf | null): Promise<JobId | null> {
    const account = this.view?.account?.id ?? null;
    const { settings, draft } = this;
    const { backend } = this.#session;
    return this.#session.ask(() => backend.startRehearsal(draft, { account, settings, whatIf }));
  }

  /** Says what became of a posting that nobody knows about, or that was refused; what is sent again goes out. */
  async settle(posting: PostingId, settled: Settled): Promise<void> {
    const { backend } = this.#session;
    const row = this.view?.rows.find((one) => one.posted?.posting === posting);
    const done = await this.#session.ask(async () => {
      await backend.settlePosting(posting, settled);
      return true;
    });
    const told = done && settled === 'skip' && row ? recalled(this.latest(row)) : null;
    if (told) announce(say(told));
    // A job that runs takes it along.
    if (done && settled === 'again' && !this.job) await this.goOn();
    await this.look();
  }

  #send(episodes: EpisodeId[] | null, resumes: boolean): Promise<JobId | null> {
    const start = this.#startOf(episodes, resumes);
    if (!start) return Promise.resolve(null);
    return this.#session.ask(() => this.#session.backend.startPublish(this.draft, start));
  }

  #startOf(episodes: EpisodeId[] | null, resumes: boolean): StartPublish | null {
    const account = this.view?.account?.id;
    return account === undefined ? null : { account, settings: this.settings, episodes, resumes };
  }

  /** What the creator said counts only as far as the platform still offers it. */
  #fit({ options, commentDisabled, duetDisabled, stitchDisabled }: Creator) {
    const said = this.settings;
    const privacy = said.privacy !== null && options.includes(said.privacy) ? said.privacy : null;
    const comment = said.comment && !commentDisabled;
    const duet = said.duet && !duetDisabled;
    const stitch = said.stitch && !stitchDisabled;
    if (
      privacy !== said.privacy ||
      comment !== said.comment ||
      duet !== said.duet ||
      stitch !== said.stitch
    )
      this.settings = { ...said, privacy, comment, duet, stitch };
  }
}

/** Times are shown to the minute: what comes a moment later at every look is no change. */
function toTheMinute(view: PublishView): PublishView {
  const minute = <T extends number | null>(ms: T) =>
    (ms === null ? ms : Math.floor(ms / 60_000) * 60_000) as T;
  return {
    ...view,
    endsMs: minute(view.endsMs),
    waitsUntilMs: minute(view.waitsUntilMs),
    rows: view.rows.map((row) => ({ ...row, beginsMs: minute(row.beginsMs) })),
    days: view.days.map((day) => ({
      ...day,
      entries: day.entries.map((entry) => ({ ...entry, beginsMs: minute(entry.beginsMs) })),
    })),
  };
}
