/**
 * Plays a PeerTube server: what is sold becomes videos, one after the other. `&peertube` has an account there
 * with two channels; `=begun` has one video on the list from before, `=trouble` one that may be there and one
 * that was refused. `&channel` has one channel more than at the login, `&away` no server any more.
 */
import type {
  Account,
  DraftId,
  JobId,
  Lack,
  PostingId,
  PostSettings,
  PublishRow,
  PublishView,
  Stage,
  StartPublish,
} from '../bindings';
import { NOTHING_SAID } from '../../lib/post-settings';
import { refuse } from './edits';
import type { Jobs } from './jobs';
import { Posted } from './posted';

const MARY: Account = {
  id: 'peertube:tube.example/mary',
  server: 'https://tube.example',
  kind: 'peertube',
  nickname: 'Mary',
  username: 'mary',
  channels: [
    { name: 'mary_channel', shown: 'Mary' },
    { name: 'kitchen', shown: 'The kitchen' },
  ],
  scopes: [],
  missing: [],
  untilMs: null,
  standing: 'good',
  thisSession: false,
};
const FULL = { why: 'no_room', code: 'quota_reached', detail: '', log_id: '' } as const;

export class Playlist {
  readonly #asked: URLSearchParams;
  readonly #jobs: Jobs;
  readonly #tell: (draft: DraftId) => void;
  readonly #posted = new Posted(MARY.id, 'video');
  readonly #settings = new Map<DraftId, PostSettings>();

  #account = MARY;

  constructor(asked: URLSearchParams, jobs: Jobs, tell: (draft: DraftId) => void) {
    [this.#asked, this.#jobs, this.#tell] = [asked, jobs, tell];
  }

  /** Was something sent there last? */
  get isLast(): boolean {
    return (this.#asked.get('peertube') ?? '') !== '' || this.#posted.size > 0;
  }

  /** The page, made of what TikTok's shows of the same episodes. */
  view(id: DraftId, tiktok: PublishView): PublishView {
    const sold = tiktok.rows.filter(({ target }) => target === 'portal');
    this.#begin(sold);
    const rows = sold.map((row) => this.#row(row));
    const accounts = this.#asked.has('peertube') ? [this.#account] : [];
    return {
      ...tiktok,
      kind: 'peertube',
      rows,
      accounts,
      account: accounts[0] ?? null,
      settings: this.#settings.get(id) ?? NOTHING_SAID,
      days: [],
      endsMs: null,
      waitsUntilMs: null,
      canGoOn: rows.filter(({ posted }) => posted?.stage.stage === 'waiting').length,
    };
  }

  lookForChannels(): Account {
    if (this.#asked.has('away')) refuse('offline', 'tube.example');
    if (this.#asked.has('channel'))
      this.#account = {
        ...MARY,
        channels: [...MARY.channels, { name: 'garden', shown: 'The garden' }],
      };
    return this.#account;
  }

  lacks({ privacy }: PostSettings): Lack[] {
    return privacy === null ? [{ lack: 'privacy' }] : [];
  }

  saveSettings(id: DraftId, settings: PostSettings) {
    this.#settings.set(id, settings);
  }

  start(id: DraftId, all: readonly PublishRow[], start: StartPublish): JobId {
    const { account, settings, episodes, resumes } = start;
    if (!resumes && settings.privacy === null) refuse('post_lacks', 'privacy');
    const rows = all.filter(
      ({ episode, posted }) =>
        posted?.stage.stage === 'waiting' ||
        (!resumes && (episodes?.includes(episode) ?? posted === null)),
    );
    rows.forEach((row) => this.#posted.stand(row, { stage: 'waiting' }, 'peertube'));
    return this.#jobs.start({
      kind: 'publish',
      draft: id,
      account,
      pieces: rows.map(({ title }) => title),
      piece: (at) => {
        const row = rows[at];
        if (row)
          this.#posted.stand(row, { stage: 'posted', post: `video-${row.episode}` }, 'peertube');
        this.#tell(id);
      },
      done: () => ({
        state: 'published',
        outcome: { episodes: [...this.#posted.values()], waitsUntilMs: null, same: [], unfit: [] },
      }),
    });
  }

  /** Has it that posting? Then it stands there from now on. */
  settle(posting: PostingId, stage: Stage): boolean {
    return this.#posted.settle(posting, stage);
  }

  /** Once, what was there before the window was opened. */
  #begin(sold: readonly PublishRow[]) {
    const stages: Record<string, Stage[]> = {
      begun: [{ stage: 'posted', post: 'video-1' }, { stage: 'waiting' }],
      trouble: [
        { stage: 'unconfirmed', what: 'status', ticket: 'upload-1' },
        { stage: 'refused', refused: FULL },
      ],
    };
    const stood = stages[this.#asked.get('peertube') ?? ''];
    if (!stood) return;
    this.#asked.set('peertube', '');
    stood.forEach((stage, at) => sold[at] && this.#posted.stand(sold[at], stage, 'peertube'));
  }

  #row(row: PublishRow): PublishRow {
    const posted = this.#posted.get(row.episode) ?? null;
    const stage = posted?.stage;
    const refused = stage?.stage === 'refused' ? stage.refused : null;
    const named = row.title.trim().length >= 3 && row.title.trim().length <= 120;
    const name = {
      key: 'unfit.name',
      values: {
        count: { kind: 'count', value: row.title.trim().length },
        least: { kind: 'count', value: 3 },
        most: { kind: 'count', value: 120 },
      },
    } as const;
    return {
      ...row,
      target: 'peertube',
      unfit: named || posted ? [] : [{ target: 'peertube', reason: name }],
      reason: named || posted ? { key: 'send.peertube', values: {} } : name,
      posted,
      means: stage
        ? {
            key: refused
              ? `refused.${refused.why}`
              : stage.stage === 'unconfirmed'
                ? `stage.unconfirmed_${stage.what}`
                : `stage.${stage.stage}`,
            values: {},
          }
        : null,
      remedy: refused ? 'copy' : stage?.stage === 'unconfirmed' ? 'look' : null,
      raw: refused && `code: ${refused.code}`,
      said: null,
      same: null,
      beginsMs: null,
    };
  }
}
