/** What keeps posts from going out, said while it is being answered. Rust decides again. */
import type { Creator, PostSettings } from '../../ipc/bindings';

/** A question that is still open, by the key of its name. */
export type Lack = 'privacy' | 'interaction' | 'disclosure' | 'branded_private' | 'consent';

/** Is that seen by nobody but the creator? */
export const isPrivate = (privacy: string | null): boolean => privacy === 'SELF_ONLY';

/**
 * What is still to be said, in the order of the page. Without a creator nothing is posted but drafts,
 * and those ask for the agreement alone.
 */
export function lacks(settings: PostSettings, creator: Creator | null): Lack[] {
  const consent: [Lack, boolean] = ['consent', !settings.consent];
  const found = creator ? [...asked(settings, creator), consent] : [consent];
  return found.filter(([, lacking]) => lacking).map(([lack]) => lack);
}

function asked(settings: PostSettings, creator: Creator): [Lack, boolean][] {
  const { privacy, comment, duet, stitch, disclosed, your_brand, branded_content } = settings;
  const turnedOff =
    (comment && creator.commentDisabled) ||
    (duet && creator.duetDisabled) ||
    (stitch && creator.stitchDisabled);
  return [
    ['privacy', privacy === null || !creator.options.includes(privacy)],
    ['interaction', turnedOff],
    ['disclosure', disclosed && !your_brand && !branded_content],
    ['branded_private', disclosed && branded_content && isPrivate(privacy)],
  ];
}
