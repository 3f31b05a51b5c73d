import { expect, it } from 'vitest';
import { readTimecode } from '../../lib/timecode';
import { precise } from './precise';

it('has three decimals, always', () => {
  expect(precise(0, 'en')).toBe('0:00.000');
  expect(precise(1_200_000_999, 'en')).toBe('20:00.000');
  expect(precise(1_200_001_000, 'fr')).toBe('20:00,001');
  expect(precise(5_560_120_000, 'en')).toBe('1:32:40.120');
});

it('can be typed back', () => {
  expect(readTimecode(precise(1_234_567_000, 'fr'))).toBe(1_234_567_000);
});
