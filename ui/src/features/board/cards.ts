/** What a card shows, made from the draft and its findings. Pure. */
import type {
  Clip,
  DraftView,
  Episode,
  EpisodeId,
  EpisodeNumber,
  FileState,
  Finding,
  Job,
  Micros,
  Severity,
} from '../../ipc/bindings';
import { isPaid, numbersOf, spansOf, type Span } from '../../lib/episodes';

export interface CardModel {
  episode: Episode;
  /** The clip it begins with. */
  clip: Clip;
  /** What it is called by: `7`, a teaser `T1`. */
  number: EpisodeNumber;
  /** Is it sold? Else it is a teaser. */
  paid: boolean;
  /** As it would be delivered. */
  length: Micros;
  /** What it shows, in order: of one clip or of several. */
  spans: readonly Span[];
  file: FileState | null;
  /** Worst first. */
  findings: readonly Finding[];
}

export type Filter = 'all' | 'to_fix' | 'to_review';

/** Every episode as a card, in order. */
export function cardsOf(view: DraftView): CardModel[] {
  const byEpisode = findingsByEpisode(view);
  const numbers = numbersOf(view.draft);
  return view.draft.episodes.flatMap((episode) => {
    const clip = view.draft.clips[episode.clip];
    if (!clip) return [];
    const spans = spansOf(view.draft, episode);
    return {
      episode,
      clip,
      number: numbers.get(episode.id) ?? '',
      paid: isPaid(episode),
      length: spans.reduce((sum, { length }) => sum + length, 0),
      spans,
      file: spans.map((span) => view.files[span.clip]).find(Boolean) ?? null,
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

/** The episodes that jobs are at work on now, and how far each job is. Jobs name them by title or file. */
export function atWork(cards: readonly CardModel[], jobs: readonly Job[]): Map<EpisodeId, number> {
  const found = new Map<EpisodeId, number>();
  for (const { kind, current, thousandths } of jobs) {
    const named = ({ episode, clip }: CardModel) => {
      if (kind === 'analyse') return /[^\\/]*$/.exec(clip.path)?.[0] === current;
      return (kind === 'prepare' || kind === 'kit') && episode.title === current;
    };
    const card = current === '' ? undefined : cards.find(named);
    if (card) found.set(card.episode.id, thousandths / 1000);
  }
  return found;
}
