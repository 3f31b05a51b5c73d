/** TikTok's own pages and sentences that a creator agrees to before anything is posted. */
import type { PostSettings } from '../../ipc/bindings';
import { t } from '../../lib/words.svelte';

const MUSIC = 'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en';
const BRANDED = 'https://www.tiktok.com/legal/page/global/bc-policy/en';

/** A piece of a sentence; with an address, a link. */
export interface Piece {
  text: string;
  url: string | null;
}

/** The declaration that stands before the button: word for word as TikTok has it. */
export function declaration(settings: PostSettings): Piece[] {
  const branded = settings.disclosed && settings.branded_content;
  const links = [
    { text: t('post.music'), url: MUSIC },
    { text: t('post.brandedPolicy'), url: BRANDED },
  ];
  // The places of the links, in whatever order the language has them.
  const sentence = t(branded ? 'post.agreeBranded' : 'post.agree', {
    music: '\u0000',
    policy: '\u0001',
  });
  return sentence
    .split(/([\u0000\u0001])/u)
    .map((text) => links[text.codePointAt(0) ?? -1] ?? { text, url: null })
    .filter(({ text }) => text !== '');
}
