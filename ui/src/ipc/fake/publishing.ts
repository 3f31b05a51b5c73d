/**
 * Plays publishing: an account where `&connected` says so, places that are asked for, files that arrive.
 * `&teasers=3&drafts=1` makes posts of the last episodes and a draft of the very last, `&trouble` has one unconfirmed and one refused
 * (`=format`: one refused for its format, `=drafts`: one because too many drafts wait),
 * `&begun` has one on the list from before, `&notnow` lets the account post no more today, `&private`
 * is an account with duets and stitches off, `&ended` has its login ended by the platform.
 */
import type {
  Account,
  AccountId,
  AccountKind,
  CalendarDay,
  CalendarEntry,
  Creator,
  CreatorNow,
  Draft,
  DraftId,
  Episode,
  JobId,
  Lack,
  Message,
  PostingId,
  PostSettings,
  PublishRow,
  PublishView,
  Refused,
  Remedy,
  Settled,
  Stage,
  StartPublish,
  StartRehearsal,
  Target,
  UnfitFor,
  Value,
} from '../bindings';
import { NOTHING_SAID } from '../../lib/post-settings';
import { lengthOf } from '../../lib/episodes';
import { SECOND } from '../../lib/timecode';
import { refuse } from './edits';
import type { Jobs } from './jobs';
import { outlook } from './plan';
import { Playlist } from './playlist';
import { Posted } from './posted';
import { API_LONGEST } from './rules';
import type { Store } from './store';

const ANA: Account = {
  id: 'tiktok:ana',
  server: null,
  kind: 'tiktok',
  nickname: 'Ana at Levain Lab',
  username: 'levainlab',
  channels: [],
  scopes: ['user.info.basic', 'video.publish', 'video.upload'],
  missing: [],
  untilMs: null,
  standing: 'good',
  thisSession: false,
};
const BEN: Account = { ...ANA, id: 'tiktok:ben', nickname: 'Ben bakes', username: 'benbakes' };

const CAPS = { asked_a_minute: 6, drafts_a_day: 5, posts_a_day: 15 };
const DAY = 24 * 3_600_000;
const message = (key: string, values: Message['values'] = {}): Message => ({ key, values });
const time = (value: number): Value => ({ kind: 'time', value });

const isAtPeertube = (account: AccountId) => account.startsWith('peertube:');

/** Teasers are short ones, and the last of them drafts. */
export function beginPublishing(draft: Draft, drafts: number) {
  const teasers = draft.episodes.filter(({ target }) => target === 'tiktok-post');
  teasers.forEach((episode, at) => {
    const clip = draft.clips[episode.clip];
    if (clip) clip.facts.duration = (38 + at) * SECOND;
    if (at >= teasers.length - drafts) episode.target = 'tiktok-draft';
  });
}

export class Publishing {
  readonly #asked: URLSearchParams;
  readonly #store: Store;
  readonly #jobs: Jobs;
  readonly #posted = new Posted(ANA.id, 'posting');
  readonly #settings = new Map<DraftId, PostSettings>();
  readonly #listeners = new Set<(draft: DraftId) => void>();
  readonly #playlist: Playlist;

  constructor(asked: URLSearchParams, store: Store, jobs: Jobs) {
    [this.#asked, this.#store, this.#jobs] = [asked, store, jobs];
    this.#playlist = new Playlist(asked, jobs, (draft) =>
      this.#listeners.forEach((listener) => listener(draft)),
    );
  }

  get accounts(): Account[] {
    if (!this.#asked.has('connected')) return [];
    const ended: Partial<Account> = { untilMs: Date.UTC(2026, 4, 1), standing: 'ended' };
    return [this.#asked.has('ended') ? { ...ANA, ...ended } : ANA, BEN];
  }

  listen(listener: (draft: DraftId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  view(id: DraftId, kind: AccountKind | null, account: AccountId | null): PublishView {
    const at = kind ?? (this.#playlist.isLast ? 'peertube' : 'tiktok');
    const tiktok = this.#tiktok(id, account);
    return at === 'tiktok' ? tiktok : this.#playlist.view(id, tiktok);
  }

  #tiktok(id: DraftId, account: AccountId | null): PublishView {
    const draft = this.#store.draft(id);
    this.#haveTrouble(draft);
    let [paid, teasers] = [0, 0];
    const rows = draft.episodes.map((episode) => {
      const sold = (episode.target ?? 'portal') === 'portal';
      const number = sold ? String((paid += 1)) : `T${(teasers += 1)}`;
      return this.#row(draft, episode, number);
    });
    const waits = rows.filter(({ posted }) => posted?.stage.stage === 'waiting');
    this.#schedule(rows);
    const begins = rows.flatMap(({ beginsMs }) => beginsMs ?? []);
    return {
      kind: 'tiktok',
      rows,
      account: this.accounts.find((one) => one.id === account) ?? this.accounts[0] ?? null,
      accounts: this.accounts,
      settings: this.#settings.get(id) ?? NOTHING_SAID,
      caps: CAPS,
      days: this.#days(rows),
      endsMs: begins.length > 0 ? Math.max(...begins) + 60_000 : null,
      waitsUntilMs: null,
      canGoOn: waits.length,
    };
  }

  creator(account: AccountId): CreatorNow {
    if (this.#asked.has('notnow'))
      return {
        state: 'not_now',
        message: message('refused.too_many_posts'),
        remedy: 'wait_a_day',
        raw: 'code: spam_risk_too_many_posts',
      };
    const one = this.accounts.find(({ id }) => id === account) ?? refuse('not_logged_in', account);
    if (one.standing === 'ended') refuse('platform_refused', account);
    const own = this.#asked.has('private');
    return {
      state: 'may',
      creator: {
        nickname: one.nickname,
        username: one.username ?? '',
        options: own
          ? ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']
          : ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
        commentDisabled: false,
        duetDisabled: own,
        stitchDisabled: own,
        longest: API_LONGEST,
      },
    };
  }

  lacks(id: DraftId, { account, settings, episodes }: StartPublish): Lack[] {
    if (isAtPeertube(account)) return this.#playlist.lacks(settings);
    const posts = this.#store
      .draft(id)
      .episodes.filter((one) => one.target === 'tiktok-post' && episodes?.includes(one.id));
    const now = posts.length > 0 ? this.creator(account) : null;
    const asked = now?.state === 'may' ? lacksOf(settings, now.creator) : [];
    return settings.consent ? asked : [...asked, { lack: 'consent' }];
  }

  lookForChannels(account: AccountId): Account {
    return isAtPeertube(account)
      ? this.#playlist.lookForChannels()
      : refuse('unknown_account', account);
  }

  start(id: DraftId, start: StartPublish): JobId {
    const { account, settings, episodes, resumes } = start;
    if (isAtPeertube(account))
      return this.#playlist.start(id, this.view(id, 'peertube', account).rows, start);
    if (!resumes && !settings.consent) refuse('post_lacks', 'consent');
    const rows = this.#tiktok(id, null).rows.filter(
      ({ episode, target, posted }) =>
        target !== 'portal' &&
        (posted?.stage.stage === 'waiting' ||
          (!resumes && (episodes?.includes(episode) ?? posted === null))),
    );
    rows.forEach((row) => this.#posted.stand(row, { stage: 'waiting' }));
    return this.#jobs.start({
      kind: 'publish',
      draft: id,
      account,
      pieces: rows.map(({ title }) => title),
      piece: (at) => {
        const row = rows[at];
        if (row) this.#posted.stand(row, { stage: 'posted', post: null });
        this.#listeners.forEach((listener) => listener(id));
      },
      done: () => ({
        state: 'published',
        outcome: {
          episodes: rows.flatMap(({ episode }) => this.#posted.get(episode) ?? []),
          waitsUntilMs: null,
          same: [],
          unfit: [],
        },
      }),
    });
  }

  rehearse(id: DraftId, { settings, whatIf }: StartRehearsal): JobId {
    const rows = this.#tiktok(id, null).rows.filter(({ target }) => target !== 'portal');
    const refused = whatIf === 'audience_refused' ? rows.slice(0, 1) : [];
    return this.#jobs.start({
      kind: 'rehearse',
      draft: id,
      pieces: rows.map(({ title }) => title),
      done: () => ({
        state: 'rehearsed',
        outcome: {
          episodes: rows.map((row) => ({
            episode: row.episode,
            title: row.title,
            target: row.target,
            stage: refused.includes(row)
              ? { stage: 'refused', refused: PRIVACY }
              : { stage: 'posted', post: null },
            means: message(refused.includes(row) ? 'refused.privacy_option' : 'stage.posted'),
            remedy: refused.includes(row) ? 'choose_audience' : null,
            bytes: row.bytes,
            beginsMs: row.beginsMs,
            endsMs: (row.beginsMs ?? Date.now()) + 60_000,
            tries: 1,
          })),
          unfit: [],
          bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
          endsMs: Math.max(...rows.map(({ beginsMs }) => beginsMs ?? 0)) + 60_000,
          notes: [],
          lacks: settings.privacy === null ? [message('lack.privacy')] : [],
        },
      }),
    });
  }

  settle(posting: PostingId, settled: Settled) {
    const stages: Record<Settled, Stage> = {
      there: { stage: 'posted', post: null },
      again: { stage: 'waiting' },
      skip: { stage: 'skipped' },
    };
    const known = [this.#playlist, this.#posted].some((list) =>
      list.settle(posting, stages[settled]),
    );
    if (!known) refuse('not_settled', posting);
  }

  saveSettings(id: DraftId, kind: AccountKind, settings: PostSettings) {
    if (kind === 'peertube') return this.#playlist.saveSettings(id, settings);
    this.#settings.set(id, { ...settings, consent: false });
  }

  /** Once, what went wrong before the window was opened. */
  #haveTrouble(draft: Draft) {
    const teasers = draft.episodes.filter(({ target = 'portal' }) => target !== 'portal');
    const stages = this.#begunWith();
    this.#asked.delete('trouble');
    this.#asked.delete('begun');
    stages.forEach((stage, at) => {
      const episode = teasers[at];
      if (episode) this.#posted.stand(this.#row(draft, episode, ''), stage);
    });
  }

  #begunWith(): Stage[] {
    const trouble = this.#asked.get('trouble');
    if (trouble === null) return this.#asked.has('begun') ? [{ stage: 'waiting' }] : [];
    const refused = (why: Refused['why'], code: string): Stage => ({
      stage: 'refused',
      refused: { ...PRIVACY, why, code },
    });
    if (trouble === 'format') return [refused('format', 'file_format_check_failed')];
    if (trouble === 'drafts')
      return [refused('too_many_drafts', 'spam_risk_too_many_pending_share')];
    const lost: Stage = { stage: 'unconfirmed', what: 'place', ticket: null };
    return [lost, refused('spam_text', 'spam_risk_text')];
  }

  #row(draft: Draft, episode: Episode, number: string): PublishRow {
    const length = lengthOf(draft, episode);
    const target: Target = episode.target ?? 'portal';
    const posted = this.#posted.get(episode.id) ?? null;
    const stage = posted?.stage;
    const over = length > API_LONGEST;
    const values = { length: time(length), most: time(API_LONGEST) };
    const unfit = (['tiktok-draft', 'tiktok-post'] as const).map((target): UnfitFor => ({
      target,
      reason: message('unfit.too_long', values),
    }));
    const roads = {
      portal: over ? 'portal_over' : 'portal',
      'tiktok-draft': 'draft',
      'tiktok-post': 'post_account',
      peertube: 'peertube',
    };
    return {
      episode: episode.id,
      number,
      title: episode.title,
      length,
      bytes: outlook(draft, episode).bytes,
      target,
      unfit: over ? unfit : [],
      reason: message(`send.${roads[target]}`, values),
      warnings: [],
      posted,
      means: stage ? means(stage) : null,
      remedy: stage?.stage === 'refused' ? (REMEDIES[stage.refused.why] ?? 'copy') : null,
      raw:
        stage?.stage === 'refused'
          ? `code: ${stage.refused.code}\nlog_id: ${stage.refused.log_id}`
          : null,
      said: null,
      same: null,
      beginsMs: null,
    };
  }

  /** So many drafts and posts a day, a minute apart. */
  #schedule(rows: PublishRow[]) {
    const taken = { 'tiktok-draft': 0, 'tiktok-post': 0 };
    for (const row of rows) {
      const waits = row.posted === null || row.posted.stage.stage === 'waiting';
      if (!waits || (row.target !== 'tiktok-draft' && row.target !== 'tiktok-post')) continue;
      const nth = taken[row.target]++;
      const a_day = row.target === 'tiktok-draft' ? CAPS.drafts_a_day : CAPS.posts_a_day;
      row.beginsMs = Date.now() + Math.floor(nth / a_day) * DAY + nth * 60_000;
    }
  }

  #days(rows: readonly PublishRow[]): CalendarDay[] {
    const entries = rows.flatMap(({ episode, target, beginsMs }): CalendarEntry[] =>
      beginsMs === null ? [] : [{ episode, target, beginsMs, state: 'planned' }],
    );
    const used = (target: Target) =>
      [...this.#posted.values()].filter(
        (one) => one.target === target && one.stage.stage === 'posted',
      ).length;
    const last = Math.max(Date.now() + 6 * DAY, ...entries.map(({ beginsMs }) => beginsMs));
    const count = Math.round((last - Date.now()) / DAY) + 1;
    return Array.from({ length: count }, (_, at) => {
      const date = dateOf(Date.now() + at * DAY);
      return {
        date,
        postsUsed: at === 0 ? used('tiktok-post') : 0,
        draftsUsed: at === 0 ? used('tiktok-draft') : 0,
        entries: entries.filter(({ beginsMs }) => dateOf(beginsMs) === date),
      };
    });
  }
}

const REMEDIES: Partial<Record<Refused['why'], Remedy>> = {
  format: 'mend_file',
  privacy_option: 'choose_audience',
  spam_text: 'change_text',
  too_many_drafts: 'finish_drafts',
};

const PRIVACY = {
  why: 'privacy_option',
  code: 'privacy_level_option_mismatch',
  detail: '',
  log_id: '202611230412',
} as const;

function lacksOf(settings: PostSettings, { options }: Creator): Lack[] {
  const { privacy, disclosed, your_brand, branded_content } = settings;
  const found: Lack[] = [];
  if (privacy === null) found.push({ lack: 'privacy' });
  else if (!options.includes(privacy)) found.push({ lack: 'privacy_option' });
  if (disclosed && !your_brand && !branded_content) found.push({ lack: 'disclosure' });
  if (disclosed && branded_content && privacy === 'SELF_ONLY')
    found.push({ lack: 'branded_private' });
  return found;
}

function means(stage: Stage): Message {
  if (stage.stage === 'refused') return message(`refused.${stage.refused.why}`);
  if (stage.stage === 'unconfirmed') return message(`stage.unconfirmed_${stage.what}`);
  return message(`stage.${stage.stage}`);
}

function dateOf(ms: number): string {
  const day = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
