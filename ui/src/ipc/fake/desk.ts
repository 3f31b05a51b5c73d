/** Plays the submission desk: the portal's steps of a draft, their ticks, and what came of it. */
import { lengthOf, posterOf, spansOf } from '../../lib/episodes';
import type {
  DeskStep,
  DeskTick,
  DeskView,
  Draft,
  DraftId,
  Eligible,
  FieldName,
  GuidelinePoint,
  Limit,
  Message,
  ReviewStatus,
  RulesInForce,
  StepKind,
  Submission,
} from '../bindings';
import { outlook } from './plan';

interface Tick {
  atMs: number;
  skipped: boolean;
  /** What went in. */
  text: string;
}

interface Kept {
  ticks: Map<string, Tick>;
  points: Map<GuidelinePoint, number>;
  versions: Submission[];
  /** Only saved in the portal, not submitted. */
  saved: Submission | null;
  /** The titles the kit was written with. */
  kit: { revision: number; text: string } | null;
}

const POINTS: GuidelinePoint[] = ['original', 'music', 'allowed', 'ai_labelled'];
const COUNTED: Readonly<Record<string, number>> = { 'elig.followers': 12_400 };

type Read = (draft: DraftId) => { draft: Draft; revision: number };

export class FakeDesk {
  readonly #kept = new Map<DraftId, Kept>();
  readonly #answers = new Map<string, number>();
  readonly #listeners = new Set<(draft: DraftId | null) => void>();
  readonly #rules: RulesInForce;
  readonly #read: Read;
  #now = Date.UTC(2026, 10, 23, 9);

  constructor(rules: RulesInForce, read: Read) {
    this.#rules = rules;
    this.#read = read;
  }

  /** Everything up to so many episodes is in the portal; or all, and submitted. */
  begun(id: DraftId, episodes: number, submitted: boolean) {
    this.written(id);
    for (const { id: step, kind, episode } of this.view(id).steps)
      if (submitted || (episode ? episode.number <= episodes : !['order', 'submit'].includes(kind)))
        this.tick(id, step, 'ticked');
  }

  /** A kit was written. */
  written(id: DraftId) {
    const { draft, revision } = this.#read(id);
    this.#of(id).kit = { revision, text: textsOf(draft) };
    this.#tell(id);
  }

  tick(id: DraftId, step: string, tick: DeskTick | null): DeskView {
    const kept = this.#of(id);
    const atMs = (this.#now += 100_000);
    const found = this.view(id).steps.find((one) => one.id === step);
    if (tick === null) kept.ticks.delete(step);
    else
      kept.ticks.set(step, {
        atMs,
        skipped: tick === 'skipped',
        text: found ? entered(found) : '',
      });
    if (step === 'submit' && tick === 'ticked') this.#submit(id, atMs);
    this.#tell(id);
    return this.view(id);
  }

  declare(id: DraftId, point: GuidelinePoint, so: boolean): DeskView {
    const { points } = this.#of(id);
    if (so) points.set(point, this.#now);
    else points.delete(point);
    return this.view(id);
  }

  /** What TikTok asks of the account: followers are counted, the rest is declared. */
  eligible(): Eligible[] {
    return this.#rules.rules
      .filter(({ id }) => id.startsWith('elig.'))
      .map(({ id: rule, limit, url }) => {
        const value = COUNTED[rule] ?? null;
        const said = value === null ? this.#answers.get(rule) : this.#now;
        const by = value === null ? 'creator' : 'api';
        return {
          rule,
          asks: { key: `kit.${rule}`, values: askedOf(limit) },
          limit,
          url,
          countable: value !== null,
          answered: said === undefined ? null : { atMs: said, by, value, met: true },
        };
      });
  }

  answer(rule: string, so: boolean): Eligible[] {
    if (so) this.#answers.set(rule, this.#now);
    else this.#answers.delete(rule);
    this.#tell(null);
    return this.eligible();
  }

  listen(listener: (draft: DraftId | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(draft: DraftId | null) {
    this.#listeners.forEach((listener) => listener(draft));
  }

  report(id: DraftId, status: ReviewStatus, reason: string | null): DeskView {
    const kept = this.#of(id);
    if (kept.versions.length === 0 && status === 'draft') {
      kept.saved = this.#submission(id, 0, status, this.#now);
      return this.view(id);
    }
    if (kept.versions.length === 0) this.#submit(id, this.#now);
    const last = kept.versions.pop();
    if (last)
      kept.versions.push({ ...last, status, reason, sinceMs: this.#now, next: next(status) });
    if (status === 'rejected') kept.ticks.delete('submit');
    return this.view(id);
  }

  view(id: DraftId): DeskView {
    const { draft, revision } = this.#read(id);
    const kept = this.#of(id);
    const current = kept.kit?.text === textsOf(draft);
    const steps = stepsOf(draft).map((step): DeskStep => {
      const tick = kept.ticks.get(step.id);
      const same = tick === undefined || tick.skipped || tick.text === entered(step);
      const changed: FieldName[] = same ? [] : [step.fields.at(-1)?.name ?? 'title'];
      return {
        ...step,
        file: kept.kit && current ? step.file : null,
        tickedAtMs: tick?.atMs ?? null,
        skipped: tick?.skipped ?? false,
        changed,
      };
    });
    const isDone = (step: DeskStep) => step.tickedAtMs !== null && step.changed.length === 0;
    const episodes = steps.filter((step) => step.episode);
    const there = episodes.filter(isDone).length;
    return {
      draft: id,
      revision,
      title: draft.title,
      steps,
      here: steps.find((step) => !isDone(step))?.id ?? null,
      done: steps.filter(isDone).length,
      episodesDone: there,
      episodes: episodes.length,
      leftMs: there < 2 ? null : (episodes.length - there) * 150_000,
      kit: kept.kit && {
        folder: `/home/ada/Kits/${draft.title}`,
        revision: kept.kit.revision,
        writtenMs: this.#now,
        current,
        whole: true,
      },
      eligibility: this.eligible(),
      guidelines: POINTS.map((point) => ({
        point,
        tickedAtMs: kept.points.get(point) ?? null,
        stale: false,
      })),
      submission: kept.versions.at(-1) ?? kept.saved,
      versions: kept.versions,
      priceConfirmed: draft.price !== null && draft.confirmedPrice === draft.price,
    };
  }

  #submit(id: DraftId, atMs: number) {
    const { versions } = this.#of(id);
    versions.push(this.#submission(id, versions.length + 1, 'in_review', atMs));
  }

  #submission(id: DraftId, version: number, status: ReviewStatus, atMs: number): Submission {
    const { draft, revision } = this.#read(id);
    return {
      version,
      atMs,
      sinceMs: atMs,
      status,
      reason: null,
      next: next(status),
      revision: version > 0 ? revision : null,
      title: draft.title,
      price: draft.price,
      episodes: paid(draft).length,
      changed: false,
    };
  }

  #of(id: DraftId): Kept {
    const kept = this.#kept.get(id) ?? {
      ticks: new Map(),
      points: new Map(),
      versions: [],
      saved: null,
      kit: null,
    };
    this.#kept.set(id, kept);
    return kept;
  }
}

const askedOf = (limit: Limit | null): Message['values'] =>
  limit?.kind === 'number' ? { limit: { kind: 'count', value: limit.value } } : {};
const next = (status: ReviewStatus) => ({ key: `portal.status.${status}.next`, values: {} });
const paid = (draft: Draft) =>
  draft.episodes.filter(({ target }) => (target ?? 'portal') === 'portal');
const entered = ({ fields }: DeskStep) => fields.map(({ text }) => text).join('\n');
const textsOf = (draft: Draft) => stepsOf(draft).map(entered).join('\n');

function stepsOf(draft: Draft): DeskStep[] {
  const folder = `/home/ada/Kits/${draft.title}`;
  const sold = paid(draft);
  const base = { episode: null, file: null, tickedAtMs: null, skipped: false, changed: [] };
  const steps: DeskStep[] = [];
  const add = (kind: StepKind, fields: [FieldName, string][], more: Partial<DeskStep> = {}) => {
    const last = steps.at(-1);
    const number = last ? last.number + Number(last.kind !== kind) : 1;
    const named = fields.map(([name, text]) => ({ name, text }));
    steps.push({ ...base, id: kind, kind, number, fields: named, ...more });
  };
  add('sign-in', []);
  add('new-series', []);
  add('title', [['title', draft.title]]);
  if (draft.description) add('description', [['description', draft.description]]);
  if (draft.price !== null) add('price', [['price', (draft.price / 100).toFixed(2)]]);
  if (draft.cover)
    add('cover', [['cover', 'cover.jpg']], {
      file: { path: `${folder}/cover.jpg`, name: 'cover.jpg', bytes: 320_000 },
    });
  sold.forEach((episode, i) => {
    const name = `${String(i + 1).padStart(2, '0')} - ${episode.title}.mp4`;
    const fields: [FieldName, string][] = [
      ['file', name],
      ['video_title', episode.title],
    ];
    add('episode', fields, {
      id: `episode:${episode.id}`,
      episode: {
        id: episode.id,
        number: i + 1,
        title: episode.title,
        length: lengthOf(draft, episode),
        poster: posterOf(spansOf(draft, episode)),
      },
      file: { path: `${folder}/${name}`, name, bytes: outlook(draft, episode).bytes },
    });
  });
  if (sold.length > 0) add('order', [['order', sold.map(({ title }) => title).join('\n')]]);
  add('submit', []);
  return steps;
}
