import type { PostSettings } from '../ipc/bindings';

/** Nothing is preset, by TikTok's own rule. */
export const NOTHING_SAID: PostSettings = {
  privacy: null,
  comment: false,
  duet: false,
  stitch: false,
  disclosed: false,
  your_brand: false,
  branded_content: false,
  made_by_ai: false,
  consent: false,
};
