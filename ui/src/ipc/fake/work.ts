/** The work that takes a while: files taken in, read through, made, and written into a kit. */
import { paidOf } from '../../lib/episodes';
import type { DraftId, JobId, Place, Problem } from '../bindings';
import type { FakeDesk } from './desk';
import type { Jobs } from './jobs';
import { outlook } from './plan';
import { makeClip } from './samples';
import type { Store } from './store';

const DISK_FULL: Problem = {
  code: 'disk_full',
  message: { key: 'error.disk_full', values: { path: { kind: 'text', value: '/home/ada' } } },
  detail: null,
};

export class FakeWork {
  readonly #asked: URLSearchParams;
  readonly #store: Store;
  readonly #jobs: Jobs;
  readonly #desk: FakeDesk;
  readonly #listeners = new Set<(draft: DraftId) => void>();
  #taken = 0;

  constructor(asked: URLSearchParams, store: Store, jobs: Jobs, desk: FakeDesk) {
    [this.#asked, this.#store, this.#jobs, this.#desk] = [asked, store, jobs, desk];
  }

  /** Tells of drafts of which something was read through. */
  onAnalysed(listener: (draft: DraftId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  take(draft: DraftId, paths: readonly string[], place: Place): JobId {
    const done = () => {
      const good = paths.filter((path) => /\.(mp4|mov|mkv|webm)$/i.test(path));
      const clips = good.map((path) => makeClip((this.#taken += 1), 7, path));
      const episodes = clips.map((clip, i) => ({
        id: `new${clip.id}`,
        clip: clip.id,
        title: titleOf(good[i] ?? ''),
        trim: null,
      }));
      if (episodes.length > 0)
        this.#store.step(draft, { step: 'edit', edit: 'add', clips, episodes, place });
      const refused = paths.filter((path) => !good.includes(path));
      return {
        state: 'imported' as const,
        outcome: {
          added: episodes.map((episode) => episode.id),
          refused: refused.map((path) => ({ path, problem: notMedia(path) })),
          duplicates: [],
        },
      };
    };
    return this.#jobs.start({ kind: 'import', draft, pieces: paths.map(nameOf), done });
  }

  readThrough(draft: DraftId): JobId {
    const all = Object.values(this.#store.draft(draft).clips);
    const clips = all.filter(({ id }) => this.#store.unheard.has(id));
    // Where nothing is left to read, there is nothing to tell of either.
    if (clips.length === 0) return 0;
    return this.#jobs.start({
      kind: 'analyse',
      draft,
      pieces: clips.map(({ path }) => nameOf(path)),
      piece: (at) => {
        this.#store.unheard.delete(clips[at]?.id ?? '');
        this.#listeners.forEach((listener) => listener(draft));
      },
      done: () => ({ state: 'analysed', outcome: { analysed: clips.length, failed: [] } }),
    });
  }

  /** Makes the files that are not copied. */
  prepare(id: DraftId): JobId {
    const draft = this.#store.draft(id);
    const made = draft.episodes.filter(
      (episode) => outlook(draft, episode).recipe.road.road !== 'copy',
    );
    const unlucky = this.#asked.has('unlucky') ? made.slice(0, 1) : [];
    const failed = unlucky.map(({ title }) => ({ title, problem: DISK_FULL }));
    return this.#jobs.start({
      kind: 'prepare',
      draft: id,
      pieces: made.map(({ title }) => title),
      done: () => ({
        state: 'prepared',
        outcome: { made: made.length - failed.length, ready: 0, failed, detours: [] },
      }),
    });
  }

  writeKit(id: DraftId, folder: string): JobId {
    const draft = this.#store.draft(id);
    const paid = paidOf(draft);
    return this.#jobs.start({
      kind: 'kit',
      draft: id,
      pieces: paid.map((episode) => episode.title),
      done: () => {
        this.#desk.written(id);
        return {
          state: 'kit_written',
          outcome: {
            folder: `${folder}/${draft.title}`,
            episodes: paid.length,
            bytes: 11_200_000_000,
            untouched: paid.filter((episode) => !episode.trim).length,
            prepared: 0,
            detours: [],
          },
        };
      },
    });
  }
}

function notMedia(path: string): Problem {
  const file = { kind: 'text', value: nameOf(path) } as const;
  return { code: 'not_media', message: { key: 'error.not_media', values: { file } }, detail: null };
}

const nameOf = (path: string) => path.split('/').at(-1) ?? path;

const titleOf = (path: string) =>
  nameOf(path)
    .replace(/\.\w+$/, '')
    .replace(/^\d+[ ._-]+/, '') || 'Untitled';
