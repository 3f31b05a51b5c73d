/** What is done to an episode's picture and sound on the way out, by name. */
import type { Episode, Treatment } from '../ipc/bindings';

/** Nothing is done. */
export const UNTREATED: Treatment = {
  framing: null,
  upright: false,
  sdr: false,
  even: false,
  conform: false,
  level: null,
  silence: false,
  cuts: 'exact',
};

/** One thing that is done; the texts are `treatment.<name>`. */
export type Work =
  | 'crop'
  | 'pad'
  | 'blur'
  | 'upright'
  | 'sdr'
  | 'even'
  | 'conform'
  | 'anew'
  | 'level'
  | 'silence'
  | 'cuts';

/** Everything that is done to an episode; nothing for most. */
export function worksOf({ treatment }: Episode): Work[] {
  if (!treatment) return [];
  const works: (Work | false | null)[] = [
    treatment.framing,
    treatment.upright && 'upright',
    treatment.sdr && 'sdr',
    treatment.even && 'even',
    treatment.conform && 'conform',
    treatment.anew === true && 'anew',
    treatment.level && 'level',
    treatment.silence && 'silence',
    treatment.cuts === 'at_keyframes' && 'cuts',
  ];
  return works.filter((work) => work !== false && work !== null);
}
