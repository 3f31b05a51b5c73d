/** The kits that this window began: which draft they are of, and as it stood when. */
import type { DraftId, Job, JobId } from '../../ipc/bindings';

/** A kit that was begun. */
export interface Begun {
  job: JobId;
  draft: DraftId;
  /** The revision it was begun at: a later edit makes it an old one. */
  revision: number;
}

let begun = $state.raw<readonly Begun[]>([]);

/** Remembers a kit. */
export function remember(kit: Begun) {
  begun = [...begun, kit];
}

/** The newest kit of a draft and how its job stands. */
export function newest(
  draft: DraftId,
  jobs: readonly Job[],
): { job: Job; revision: number } | null {
  const kit = begun.findLast((one) => one.draft === draft);
  const job = kit && jobs.find(({ id }) => id === kit.job);
  return job ? { job, revision: kit.revision } : null;
}
