/** What a card shows, made from the draft and its findings. Pure. */
import type {
  Clip,
  DraftView,
  Episode,
  FileState,
  Finding,
  Micros,
  Severity,
} from '../../ipc/bindings';

export interface CardModel {
  episode: Episode;
  clip: Clip;
  /** From 1, in the whole series. */
  number: number;
  /** As it would be delivered. */
  length: Micros;
  /** Where in the clip it begins. */
  from: Micros;
  file: FileState | null;
  /** Worst first. */
  findings: readonly Finding[];
}

export type Filter = 'all' | 'to_fix' | 'to_review';

/** Every episode as a card, in order. */
export function cardsOf(view: DraftView): CardModel[] {
  const byEpisode = findingsByEpisode(view);
  return view.draft.episodes.flatMap((episode, i) => {
    const clip = view.draft.clips[episode.clip];
    if (!clip) return [];
    return {
      episode,
      clip,
      number: i + 1,
      length: episode.trim ? episode.trim.out - episode.trim.in : clip.facts.duration,
      from: episode.trim?.in ?? 0,
      file: view.files[clip.id] ?? null,
      findings: byEpisode.get(episode.id) ?? [],
    };
  });
}

/** Findings come worst first from Rust, so each episode's do too. */
function findingsByEpisode(view: DraftView): ReadonlyMap<string, Finding[]> {
  const all = new Map<string, Finding[]>();
  for (const finding of view.preflight.findings) {
    if (finding.subject.kind !== 'episode') continue;
    const { episode } = finding.subject;
    const mine = all.get(episode);
    if (mine) mine.push(finding);
    else all.set(episode, [finding]);
  }
  return all;
}

/** The worst of a card's findings. */
export const worst = (card: CardModel): Severity | null => card.findings[0]?.severity ?? null;

export function passes(card: CardModel, filter: Filter): boolean {
  if (filter === 'all') return true;
  const severity = filter === 'to_fix' ? 'block' : 'warn';
  return card.findings.some((finding) => finding.severity === severity);
}

/** A point of the episode, as a share of its length, in the clip's time. */
export const timeAt = (card: CardModel, share: number): Micros =>
  card.from + Math.floor(card.length * Math.min(Math.max(share, 0), 0.999));

/** Where the poster is taken from: a little way in, past black frames and fades. */
export const posterTime = (card: CardModel): Micros => timeAt(card, 0.1);
