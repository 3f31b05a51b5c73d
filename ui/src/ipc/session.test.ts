import { describe, expect, it } from 'vitest';
import type { Edit } from './bindings';
import { makeFake } from './fake';
import { asProblem, Session } from './session.svelte';

async function opened(search = '?fake=5&at-once') {
  const backend = makeFake(search);
  const session = new Session(backend);
  await session.begin();
  await session.open('draft1');
  return { backend, session };
}
const retitle = (episode: string, title: string): Edit => ({ edit: 'retitle', episode, title });
const titles = (session: Session) => session.view?.draft.episodes.map((one) => one.title);

describe('steps', () => {
  it('wait for each other, each on top of the revision before it', async () => {
    const { backend, session } = await opened();
    const revisions: number[] = [];
    const step = backend.step;
    backend.step = async (draft, revision, one) => {
      revisions.push(revision);
      await new Promise((done) => setTimeout(done, 5));
      return step(draft, revision, one);
    };
    const results = await Promise.all([
      session.edit(retitle('ep1x0', 'One')),
      session.edit(retitle('ep1x1', 'Two')),
      session.undo(),
    ]);
    expect(results).toEqual([true, true, true]);
    expect(revisions).toEqual([1, 2, 3]);
    expect(titles(session)?.slice(0, 2)).toEqual(['One', 'Flour, water, salt, time']);
  });

  it('that are refused leave the draft and say why; the next goes on', async () => {
    const { session } = await opened();
    const before = session.view;
    expect(await session.edit(retitle('ep1x0', '  '))).toBe(false);
    expect(session.view).toBe(before);
    expect(session.problem?.code).toBe('edit_refused');
    await session.lookAgain();
    expect(session.problem?.code).toBe('edit_refused');
    const both = [retitle('ep1x0', ''), retitle('ep1x1', 'Two')].map((edit) => session.edit(edit));
    expect(await Promise.all(both)).toEqual([false, true]);
    expect(titles(session)?.[1]).toBe('Two');
    expect(session.problem).toBeNull();
    expect(session.saving).toBe(0);
  });

  it('are kept while the draft is closing, and refused from then on', async () => {
    const { session } = await opened();
    const closing = session.close();
    expect(await session.edit(retitle('ep1x0', 'Late'))).toBe(true);
    await closing;
    expect(session.view).toBeNull();
    expect(await session.edit(retitle('ep1x0', 'Too late'))).toBe(false);
    await session.open('draft1');
    expect(titles(session)?.[0]).toBe('Late');
  });
});

describe('fixes', () => {
  it('do what the finding says', async () => {
    const { session } = await opened();
    const tooLong = session.view!.preflight.findings.find((one) => one.rule.endsWith('max_s'))!;
    expect(await session.fix(tooLong.fix!.action)).toBe(true);
    expect(session.episode('ep1x3')?.trim).toEqual({ in: 0, out: 1_200_000_000 });
    expect(session.view!.preflight.findings).not.toContainEqual(tooLong);
  });
});

describe('jobs', () => {
  it('bring the new episodes into the view when they end', async () => {
    const { session } = await opened();
    await session.import(['/a/35 Rye.mp4', '/a/notes.txt'], { at: 'before', episode: 'ep1x0' });
    await expect.poll(() => titles(session)?.[0]).toBe('Rye');
    const state = session.jobs[0]?.state;
    expect(state?.state === 'imported' && state.outcome.refused.map((file) => file.path)).toEqual([
      '/a/notes.txt',
    ]);
  });

  it('can be cancelled, and then add nothing', async () => {
    const { session } = await opened('?fake=5&slow');
    const job = await session.import(['/a/Rye.mp4'], { at: 'last' });
    await session.cancel(job!);
    expect(session.running).toEqual([]);
    expect(titles(session)).toHaveLength(5);
  });
});

describe('reading clips through', () => {
  const heard = (session: Session) =>
    session.view!.preflight.findings.some(({ rule }) => rule === 'own.audio.loudness');
  const reading = (session: Session) => session.jobs.filter(({ kind }) => kind === 'analyse');

  it('begins by itself, and what it finds is shown', async () => {
    const { session } = await opened('?fake=34&unheard&at-once');
    await expect.poll(() => reading(session).at(-1)?.state.state).toBe('analysed');
    await expect.poll(() => heard(session)).toBe(true);
  });

  it('that was cancelled waits until the draft is opened again', async () => {
    const { session } = await opened('?fake=34&unheard&slow');
    await expect.poll(() => reading(session)).toHaveLength(1);
    await session.cancel(reading(session)[0]!.id);
    await session.lookForFfmpeg();
    expect(reading(session)).toHaveLength(1);
    await session.close();
    await session.open('draft1');
    await expect.poll(() => reading(session)).toHaveLength(2);
  });

  it('waits for ffmpeg', async () => {
    const { session } = await opened('?fake=34&unheard&noffmpeg&at-once');
    expect(reading(session)).toEqual([]);
    await session.lookForFfmpeg();
    await expect.poll(() => reading(session)).toHaveLength(1);
  });
});

describe('fixing all', () => {
  const none = { ticked: [], unticked: [] };

  it('does nothing where the draft moved on, and shows what it is now', async () => {
    const { backend, session } = await opened('?fake=34&at-once');
    await backend.step('draft1', 1, { step: 'edit', ...retitle('ep1x0', 'Elsewhere') });
    expect(await session.fixAll(1, none)).toBe('moved_on');
    expect(session.view?.revision).toBe(2);
    expect(titles(session)?.[0]).toBe('Elsewhere');
    expect(session.problem).toBeNull();
    expect(await session.fixAll(2, none)).toBe('done');
    expect(session.view?.undoes).toBe('all');
  });

  it('that is refused says why', async () => {
    const { session } = await opened('?fake=3&at-once');
    expect(await session.fixAll(1, none)).toBe('failed');
    expect(session.problem?.code).toBe('edit_refused');
  });
});

it('takes whatever is thrown for a problem', () => {
  expect(asProblem(new Error('boom')).code).toBe('unexpected');
  const problem = {
    code: 'disk_full',
    message: { key: 'error.disk_full', values: {} },
    detail: null,
  };
  expect(asProblem(problem)).toBe(problem);
});
