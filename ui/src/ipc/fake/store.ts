/** Drafts in memory, each with its steps, as `series/src/history.rs` keeps them. */
import type {
  ClipId,
  Draft,
  DraftId,
  DraftSummary,
  DraftView,
  Edit,
  FileState,
  Preflight,
  RulesInForce,
  Step,
} from '../bindings';
import { lengthOf, paidOf } from '../../lib/episodes';
import { apply, refuse } from './edits';
import { preflight } from './preflight';

interface Kept {
  draft: Draft;
  revision: number;
  past: { before: Draft; edit: Edit }[];
  future: { after: Draft; edit: Edit }[];
  files: Record<string, FileState>;
  archived: boolean;
  editedMs: number;
}

export class Store {
  readonly #kept = new Map<DraftId, Kept>();
  /** Clips that were not read through yet. */
  readonly unheard = new Set<ClipId>();
  #rules: RulesInForce;

  constructor(rules: RulesInForce) {
    this.#rules = rules;
  }

  add(draft: Draft, { files = {}, archived = false, editedMs = Date.now() } = {}) {
    this.#kept.set(draft.id, {
      draft,
      revision: 1,
      past: [],
      future: [],
      files,
      archived,
      editedMs,
    });
  }

  draft(id: DraftId): Draft {
    return this.#of(id).draft;
  }

  archive(id: DraftId, archived: boolean) {
    this.#of(id).archived = archived;
  }

  found(id: DraftId, clip: string) {
    const kept = this.#of(id);
    kept.files = { ...kept.files };
    delete kept.files[clip];
  }

  step(id: DraftId, step: Step): DraftView {
    const kept = this.#of(id);
    if (step.step === 'undo') {
      const last = kept.past.pop() ?? refuse('edit_refused', 'there is nothing to undo');
      kept.future.push({ after: kept.draft, edit: last.edit });
      kept.draft = last.before;
    } else if (step.step === 'redo') {
      const next = kept.future.pop() ?? refuse('edit_refused', 'there is nothing to redo');
      kept.past.push({ before: kept.draft, edit: next.edit });
      kept.draft = next.after;
    } else {
      const before = kept.draft;
      kept.draft = apply(before, step);
      kept.past.push({ before, edit: step });
      kept.future = [];
    }
    kept.revision += 1;
    kept.editedMs = Date.now();
    return this.view(id);
  }

  view(id: DraftId): DraftView {
    const { draft, revision, files, past, future } = this.#of(id);
    return structuredClone({
      draft,
      revision,
      preflight: this.check(id),
      runningTime: paidOf(draft).reduce((sum, episode) => sum + lengthOf(draft, episode), 0),
      undoes: past.at(-1)?.edit.edit ?? null,
      redoes: future.at(-1)?.edit.edit ?? null,
      files,
      merged: false,
    });
  }

  /** The findings, of the draft as it is or as it would be. */
  check(id: DraftId, draft = this.draft(id)): Preflight {
    return preflight(draft, this.#of(id).files, this.#rules, this.unheard);
  }

  summaries(): DraftSummary[] {
    return [...this.#kept.keys()]
      .map((id) => this.#summary(id))
      .sort((a, b) => b.editedMs - a.editedMs);
  }

  #summary(id: DraftId): DraftSummary {
    const { draft, archived, editedMs } = this.#of(id);
    const { preflight, runningTime } = this.view(id);
    const how = (severity: string) =>
      preflight.findings.filter((finding) => finding.severity === severity).length;
    return {
      id,
      title: draft.title,
      episodes: paidOf(draft).length,
      runningTime,
      price: draft.price,
      cover: draft.cover?.picture ?? null,
      clips: draft.episodes.slice(0, 3).map((episode) => episode.clip),
      toFix: how('block'),
      toReview: how('warn'),
      archived,
      editedMs,
    };
  }

  #of(id: DraftId): Kept {
    return this.#kept.get(id) ?? refuse('unknown_draft', `there is no draft ${id}`);
  }
}
