import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import type { PublishRow } from '../../ipc/bindings';
import { makeFake } from '../../ipc/fake';
import SendState from './SendState.svelte';

/** A teaser that is being sent. */
async function sending(all_went: boolean) {
  const view = await makeFake('?fake=5&teasers=3&connected').publishView('draft1', null, null);
  const row = view.rows.find(({ target }) => target !== 'portal') as PublishRow;
  const plan = { size: 40, chunk: 10, count: 4 };
  const at = { ticket: 'p.1', held: 20, until_ms: 0 };
  const stage = { stage: 'sending', plan, all_went, ...at } as const;
  const { episode, title, target } = row;
  const posted = { posting: 'p', episode, title, target, account: 'a', stage, sinceMs: 0 };
  const onsettle = vi.fn();
  const [onanew, onchange] = [vi.fn(), vi.fn()];
  render(SendState, { row: { ...row, posted }, onsettle, onanew, onchange });
  return onsettle;
}

it('what is being sent can be skipped', async () => {
  const onsettle = await sending(false);
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: /^Skip “.*forgotten there/ }));
  expect(onsettle).toHaveBeenCalledWith('skip');
});

it('and says that it cannot from its last bytes on', async () => {
  await sending(true);
  const skip = screen.getByRole('button', { name: /cannot be called back/ });
  expect(skip).toHaveProperty('disabled', true);
});
