import { expect, it } from 'vitest';
import type { PostSettings } from '../../ipc/bindings';
import { declaration } from './declarations';
import { NOTHING_SAID } from '../../lib/post-settings';

const said = (more: Partial<PostSettings> = {}): PostSettings => ({
  ...NOTHING_SAID,
  privacy: 'PUBLIC_TO_EVERYONE',
  consent: true,
  ...more,
});

it('declares what TikTok asks for, with its own pages', () => {
  const text = (settings: PostSettings) =>
    declaration(settings)
      .map((piece) => piece.text)
      .join('');
  const pages = (settings: PostSettings) => declaration(settings).flatMap(({ url }) => url ?? []);
  expect(text(said())).toBe('By posting, you agree to TikTok’s Music Usage Confirmation.');
  expect(pages(said())).toEqual([
    'https://www.tiktok.com/legal/page/global/music-usage-confirmation/en',
  ]);
  const branded = said({ disclosed: true, branded_content: true });
  expect(text(branded)).toBe(
    'By posting, you agree to TikTok’s Branded Content Policy and Music Usage Confirmation.',
  );
  expect(pages(branded)).toHaveLength(2);
});
