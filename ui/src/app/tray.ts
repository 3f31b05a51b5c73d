/** How the tray tells a job. */
import type { Job, ProblemCode } from '../ipc/bindings';
import { remaining } from '../lib/spans';
import { t } from '../lib/words.svelte';

export const isRunning = (job: Job) => job.state.state === 'running';

/** `2 of 5 · 1 min 40 s left`. */
export function progressOf(job: Job): string {
  const done = t('tray.progress', { done: job.done, total: job.total });
  return job.leftMs === null
    ? done
    : `${done} · ${t('tray.left', { time: remaining(job.leftMs) })}`;
}

/** The job the tray's line is about: the newest that runs, else the last that ended. */
export function lineOf(jobs: readonly Job[], putAway: ReadonlySet<number>): Job | undefined {
  return jobs.find(isRunning) ?? jobs.findLast((job) => !putAway.has(job.id));
}

/** Where the answer to a problem lies, if one press leads there. */
export function nextStep(code: ProblemCode): 'settings' | 'look_again' | null {
  switch (code) {
    case 'ffmpeg_missing':
    case 'ffmpeg_too_old':
    case 'encoder_missing':
      return 'settings';
    case 'draft_moved_on':
    case 'source_changed':
      return 'look_again';
    default:
      return null;
  }
}
