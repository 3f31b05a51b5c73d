/** What a creator can do about a posting that asks, each thing what its button says. */
import type { PublishRow, Remedy } from '../../ipc/bindings';

/** A way out: a remedy's own, or to ask the platform, to say what became of it, to make the video shorter. */
export type Way =
  'ask' | 'there' | 'not_there' | 'shorten' | Exclude<Remedy, 'wait_a_minute' | 'wait_a_day'>;

const OWN: Partial<Record<Way, string>> = {
  ask: 'post.ask',
  there: 'post.there',
  not_there: 'post.again',
  shorten: 'post.shorten',
};

/** The key of what its button says. */
export const nameOf = (way: Way): string => OWN[way] ?? `remedy.${way}`;

/** What stands below a row that asks. */
export interface Ways {
  /** Where to look or what to do outside of the window: the key of the text. */
  steps: string | null;
  ways: readonly Way[];
}

/** The ways out, the one that helps most first. Leaving it out is always one more. */
export function waysOf({ posted, remedy, raw }: PublishRow): Ways {
  if (!posted) return { steps: null, ways: [] };
  const { stage, target } = posted;
  // What waits in the inbox is seen on the phone alone; the rest in a browser, too.
  const inInbox = target === 'tiktok-draft';
  const look: Ways = {
    steps: inInbox ? 'steps.inbox' : null,
    ways: [...(inInbox ? [] : (['look'] as const)), 'there', 'not_there'],
  };
  if (stage.stage === 'unconfirmed')
    return { ...look, ways: [...(stage.ticket === null ? [] : (['ask'] as const)), ...look.ways] };
  const copies: Way[] = raw ? ['copy'] : [];
  const why = stage.stage === 'refused' ? stage.refused.why : null;
  const and = (steps: string | null, ...ways: Way[]): Ways => ({
    steps,
    ways: [...ways, ...copies],
  });
  switch (remedy) {
    case null:
      return and(null);
    case 'wait_a_minute':
    case 'wait_a_day':
      return and(`remedy.${remedy}`);
    case 'try_again':
    case 'send_anew':
      return and(null, remedy);
    case 'finish_drafts':
      return and('steps.finish_drafts', 'finish_drafts');
    case 'open_app':
      return and(why === 'app_too_old' ? 'steps.update_app' : 'steps.notices', 'open_app');
    case 'look':
      return and(look.steps, ...look.ways);
    case 'mend_file': {
      const isLength = why === 'duration' || why === 'over_account';
      if (!isLength) return and(null, 'mend_file');
      const drafts: Way[] = target === 'tiktok-post' ? ['make_private'] : [];
      return and(null, 'shorten', ...drafts, 'send_anew');
    }
    case 'report':
    case 'copy':
      return { steps: null, ways: [remedy, 'send_anew'] };
    case 'log_in':
    case 'enter_keys':
    case 'choose_audience':
    case 'make_private':
    case 'change_text':
      return and(null, remedy, 'send_anew');
  }
}
