import { expect, it } from 'vitest';
import type { Job } from '../../ipc/bindings';
import { newest, remember } from './kits.svelte';

it('finds the newest kit of a draft, with the revision it was begun at', () => {
  const jobs = [1, 2, 3].map((id) => ({ id }) as Job);
  expect(newest('a', jobs)).toBeNull();
  remember({ job: 1, draft: 'a', revision: 4 });
  remember({ job: 2, draft: 'b', revision: 1 });
  remember({ job: 3, draft: 'a', revision: 9 });
  expect(newest('a', jobs)).toEqual({ job: { id: 3 }, revision: 9 });
  expect(newest('b', jobs)?.revision).toBe(1);
  expect(newest('b', [])).toBeNull();
});
