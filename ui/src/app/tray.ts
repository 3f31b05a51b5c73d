/** How the tray tells a job. */
import type {
  Detour,
  Job,
  JobKind,
  ProblemCode,
  PublishOutcome,
  RefusedFile,
  Road,
} from '../ipc/bindings';
import { goesOn } from '../lib/jobs';
import { roadName } from '../lib/roads';
import { remaining } from '../lib/spans';
import { say, t } from '../lib/words.svelte';

/** Jobs that can be paused. */
export const isPausable = (job: Job) =>
  (job.kind === 'prepare' || job.kind === 'publish') && goesOn(job);

/** Came everything to its end? What the creator skipped, or sells again, did as well. */
export const allOver = ({ episodes, unfit }: PublishOutcome) =>
  unfit.length === 0 &&
  episodes.every(({ stage }) => ['posted', 'skipped', 'withdrawn'].includes(stage.stage));

/** `2 of 5 · 1 min 40 s left`. */
export function progressOf(job: Job): string {
  const done = t('tray.progress', { done: job.done, total: job.total });
  if (job.state.state === 'paused') return `${done} · ${t('tray.paused')}`;
  return job.leftMs === null
    ? done
    : `${done} · ${t('tray.left', { time: remaining(job.leftMs) })}`;
}

/** What the creator asked for comes before what goes on by itself. */
const RANKS: readonly JobKind[] = [
  'login',
  'import',
  'publish',
  'rehearse',
  'kit',
  'cut',
  'prepare',
  'analyse',
];
const rank = ({ kind }: Job) => RANKS.indexOf(kind);

/** Is there nothing to tell of it? Reading through began by itself, and ended as it should. */
const isSilent = ({ state }: Job) =>
  state.state === 'analysed' && state.outcome.failed.length === 0;

/** The jobs there is something to tell of, oldest first. */
export const toTell = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter((job) => !isSilent(job));

/** The job the tray's line is about: the foremost that goes on, else the last that ended. */
export function lineOf(jobs: readonly Job[], putAway: ReadonlySet<number>): Job | undefined {
  const [first] = jobs.filter(goesOn).toSorted((a, b) => rank(a) - rank(b));
  return first ?? toTell(jobs).findLast((job) => !putAway.has(job.id));
}

/** A file of a job, and what there is to tell of it. */
export interface Told {
  /** Its name, or the episode's title. */
  name: string;
  /** Where it lies, where that is known. */
  path: string | null;
  what: string;
  /** For the curious. */
  detail: string | null;
}

/** The files of a job that failed, were there already, or took another road than planned. */
export function filesOf({ state }: Job, titleOf: (episode: string) => string | null): Told[] {
  const lost = ({ path, problem }: RefusedFile): Told => ({
    name: path.split(/[\\/]/).at(-1) ?? path,
    path,
    what: say(problem.message),
    detail: problem.detail,
  });
  const detoured = ({ title, planned, taken, why }: Detour): Told => {
    const road = (one: Road) => ({ kind: 'word', value: `road.${roadName(one)}` }) as const;
    const what = t('tray.detour', { planned: road(planned), taken: road(taken) });
    return { name: title, path: null, what, detail: why };
  };
  switch (state.state) {
    case 'imported':
      return [
        ...state.outcome.refused.map(lost),
        ...state.outcome.duplicates.map(({ path, episode }) => ({
          name: path.split(/[\\/]/).at(-1) ?? path,
          path,
          what: t('tray.already', { title: titleOf(episode) ?? t('tray.anEpisode') }),
          detail: null,
        })),
      ];
    case 'analysed':
      return state.outcome.failed.map(lost);
    case 'prepared':
      return [
        ...state.outcome.failed.map(({ title, problem }) => {
          return { name: title, path: null, what: say(problem.message), detail: problem.detail };
        }),
        ...state.outcome.detours.map(detoured),
      ];
    case 'kit_written':
      return state.outcome.detours.map(detoured);
    default:
      return [];
  }
}

/** Where the answer to a problem lies, if one press leads there. */
export function nextStep(code: ProblemCode): 'settings' | 'look_again' | null {
  switch (code) {
    case 'ffmpeg_missing':
    case 'ffmpeg_too_old':
    case 'encoder_missing':
    case 'no_app_keys':
    case 'not_logged_in':
    case 'unknown_account':
    case 'keychain_absent':
    case 'keychain_locked':
    case 'keychain_failed':
      return 'settings';
    case 'draft_moved_on':
    case 'source_changed':
      return 'look_again';
    default:
      return null;
  }
}
