import { describe, expect, it } from 'vitest';
import type { Creator, PostSettings } from '../../ipc/bindings';
import { declaration } from './declarations';
import { NOTHING_SAID } from '../../lib/post-settings';
import { lacks } from './post';

const CREATOR: Creator = {
  nickname: 'Ana',
  username: 'ana',
  options: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
  commentDisabled: false,
  duetDisabled: true,
  stitchDisabled: false,
  longest: 600_000_000,
};
const said = (more: Partial<PostSettings> = {}): PostSettings => ({
  ...NOTHING_SAID,
  privacy: 'PUBLIC_TO_EVERYONE',
  consent: true,
  ...more,
});

describe('what is still to be said', () => {
  it('is who can watch and the agreement, as nothing is preset', () => {
    expect(lacks(NOTHING_SAID, CREATOR)).toEqual(['privacy', 'consent']);
    expect(lacks(said(), CREATOR)).toEqual([]);
  });

  it('is only the agreement for drafts', () => {
    expect(lacks(NOTHING_SAID, null)).toEqual(['consent']);
  });

  it('holds what the account no longer has', () => {
    expect(lacks(said({ privacy: 'FOLLOWER_OF_CREATOR' }), CREATOR)).toEqual(['privacy']);
    expect(lacks(said({ comment: true, stitch: true }), CREATOR)).toEqual([]);
    expect(lacks(said({ duet: true }), CREATOR)).toEqual(['interaction']);
  });

  it('holds what it promotes, which is not private where somebody pays', () => {
    expect(lacks(said({ disclosed: true }), CREATOR)).toEqual(['disclosure']);
    const branded = { disclosed: true, branded_content: true, privacy: 'SELF_ONLY' };
    expect(lacks(said(branded), CREATOR)).toEqual(['branded_private']);
    expect(lacks(said({ ...branded, disclosed: false }), CREATOR)).toEqual([]);
  });
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
