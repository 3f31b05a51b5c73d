import type { Cents, ClipId, DraftId, EpisodeId, Limit, Message, Micros, RuleId } from './bindings';

export type DeskTick = 'ticked' | 'skipped';
export type StepId = string;
export type StepKind =
  | 'sign-in'
  | 'new-series'
  | 'title'
  | 'description'
  | 'price'
  | 'cover'
  | 'episode'
  | 'order'
  | 'submit';
export type FieldName =
  'title' | 'description' | 'price' | 'cover' | 'file' | 'video_title' | 'order';
export type GuidelinePoint = 'original' | 'music' | 'allowed' | 'ai_labelled';
export type ReviewStatus = 'draft' | 'in_review' | 'approved' | 'rejected';
export interface DeskStep {
  id: StepId;
  kind: StepKind;
  number: number;
  fields: DeskField[];
  episode: DeskEpisode | null;
  file: DeskFile | null;
  tickedAtMs: number | null;
  skipped: boolean;
  changed: FieldName[];
}
export interface DeskField {
  name: FieldName;
  text: string;
}
export interface DeskEpisode {
  id: EpisodeId;
  number: number;
  title: string;
  length: Micros;
  poster: { clip: ClipId; at: Micros } | null;
}
export interface DeskFile {
  path: string;
  name: string;
  bytes: number;
}
export interface Eligible {
  rule: RuleId;
  asks: Message;
  limit: Limit | null;
  url: string | null;
  answered: EligibleAnswer | null;
  countable: boolean;
}
export interface EligibleAnswer {
  atMs: number;
  by: 'api' | 'creator';
  value: number | null;
  met: boolean;
}
export interface Guideline {
  point: GuidelinePoint;
  tickedAtMs: number | null;
  stale: boolean;
}
export interface Submission {
  version: number;
  atMs: number;
  status: ReviewStatus;
  sinceMs: number;
  reason: string | null;
  next: Message;
  revision: number | null;
  title: string;
  price: Cents | null;
  episodes: number;
  changed: boolean;
}
export interface DeskView {
  draft: DraftId;
  revision: number;
  title: string;
  steps: DeskStep[];
  here: StepId | null;
  done: number;
  episodesDone: number;
  episodes: number;
  leftMs: number | null;
  kit: {
    folder: string;
    revision: number;
    writtenMs: number;
    current: boolean;
    whole: boolean;
  } | null;
  eligibility: Eligible[];
  guidelines: Guideline[];
  submission: Submission | null;
  versions: Submission[];
  priceConfirmed: boolean;
}
