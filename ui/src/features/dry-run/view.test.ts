/** The dry run as a person meets it: read, untick, apply. */
import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const PLACE = '#/draft/draft1/fix';
const ticks = () => within(screen.getByRole('table')).getAllByRole<HTMLInputElement>('checkbox');
const apply = (count: number) =>
  screen.findByRole<HTMLButtonElement>('button', {
    name: `Apply ${count} fix${count === 1 ? '' : 'es'}`,
  });
const toFix = () => screen.getByText('to fix').parentElement?.textContent;

describe('the dry run', () => {
  it('opens from the findings, and says what each row does', async () => {
    const { user } = await openWindow('?fake=34', '#/draft/draft1/board');
    await user.click(await screen.findByRole('button', { name: 'Fix all…' }));
    const row = (await screen.findByRole('rowheader', { name: /Bulk fermentation/ })).closest(
      'tr',
    )!;
    expect(row.textContent).toMatch(/12.*Smart cut.*22:41.*becomes|12.*Smart cut.*22:41/s);
    expect(await axeFindings()).toEqual([]);
  });

  it('asks Rust again when a row is unticked; several at once are one question', async () => {
    const { user, backend } = await openWindow('?fake=34', PLACE);
    await apply(8);
    expect(toFix()).toMatch(/5\s*→\s*becomes\s*2/);
    let asked = 0;
    const { dryRun } = backend;
    backend.dryRun = (...given) => ((asked += 1), dryRun(...given));
    await user.click(screen.getByRole('checkbox', { name: /^Fix episode 4,/ }));
    await user.click(screen.getByRole('checkbox', { name: /^Fix episode 34,/ }));
    await apply(6);
    await expect.poll(toFix).toMatch(/5\s*→\s*becomes\s*4/);
    expect(asked).toBe(1);
  });

  it('walks by arrows, ticks by Space, and the box above stands for all', async () => {
    const { user } = await openWindow('?fake=34', PLACE);
    await apply(8);
    const [all, first, second] = ticks();
    first!.focus();
    await user.keyboard('{ArrowDown} ');
    expect(document.activeElement).toBe(second);
    expect(second!.checked).toBe(false);
    expect([all!.checked, all!.indeterminate]).toEqual([false, true]);
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(ticks().at(-1));
    await user.click(all!);
    await apply(8);
    await user.click(all!);
    expect((await apply(0)).disabled).toBe(true);
    expect(screen.getByText('Tick a row first.')).toBeTruthy();
  });

  it('does what it said, as one undo, and makes the files', async () => {
    const { user, session } = await openWindow('?fake=34', PLACE);
    await user.click(await apply(8));
    await expect.poll(() => location.hash).toBe('#/draft/draft1/board');
    expect(session.view?.undoes).toBe('all');
    expect(session.view?.draft.episodes).toHaveLength(34);
    await expect.poll(() => session.jobs.at(-1)?.state.state).toBe('prepared');
    await session.undo();
    expect(session.view?.revision).toBe(3);
    expect(session.episode('ep1x11')).toBeTruthy();
  });

  it('is made anew, and tells, when somebody edits the series meanwhile', async () => {
    const { user, session, backend } = await openWindow('?fake=34', PLACE);
    const button = await apply(8);
    // Another window; this one was not told yet.
    await backend.step('draft1', 1, { step: 'edit', edit: 'remove', episodes: ['ep1x3'] });
    await user.click(button);
    expect(await screen.findAllByText(/edited meanwhile/)).not.toEqual([]);
    await apply(7);
    expect(session.view?.undoes).toBe('remove');
    expect(session.problem).toBeNull();
    expect(location.hash).toBe(PLACE);
  });

  it('does nothing that was not shown: more that is found in that moment is shown first', async () => {
    const { user, session, backend } = await openWindow('?fake=34', PLACE);
    await apply(8);
    const { dryRun } = backend;
    backend.dryRun = async (...given) => {
      const answer = await dryRun(...given);
      const [first] = answer.run.rows;
      const rows = first ? [...answer.run.rows, { ...first, key: 'more', ticked: true }] : [];
      return { ...answer, run: { ...answer.run, rows } };
    };
    await user.click(screen.getByRole('checkbox', { name: /^Fix episode 4,/ }));
    await user.click(await apply(7));
    expect(await screen.findAllByText(/more was found/)).not.toEqual([]);
    await apply(8);
    expect(session.view?.undoes).not.toBe('all');
    expect(location.hash).toBe(PLACE);
  });

  it('takes no answer to what was ticked before, however late it comes', async () => {
    const { user, backend } = await openWindow('?fake=34', PLACE);
    await apply(8);
    const { dryRun } = backend;
    let answer = () => {};
    const asked = new Promise<void>((is) => {
      backend.dryRun = async (...given) => {
        backend.dryRun = dryRun;
        const before = await dryRun(...given);
        is();
        await new Promise<void>((goes) => (answer = goes));
        return before;
      };
    });
    await user.click(screen.getByRole('checkbox', { name: /^Fix episode 4,/ }));
    await asked;
    await user.click(screen.getByRole('checkbox', { name: /^Fix episode 34,/ }));
    answer();
    await user.click(await apply(6));
    expect((await screen.findAllByText(/6 fixes applied/)).length).toBe(1);
  });

  it('tells that there is no room before anything is done', async () => {
    await openWindow('?fake=34&full', PLACE);
    expect((await apply(8)).disabled).toBe(true);
    expect(screen.getByText(/is needed and 4 GB is free/)).toBeTruthy();
  });

  it('is empty where there is nothing to fix', async () => {
    const { user } = await openWindow('?fake=3', PLACE);
    expect(await screen.findByRole('heading', { name: 'Nothing to fix' })).toBeTruthy();
    await user.keyboard('{Escape}');
    await expect.poll(() => location.hash).toBe('#/draft/draft1/board');
  });

  it('finds more once clips are read through', async () => {
    const { session } = await openWindow('?fake=34&unheard', PLACE);
    await expect.poll(() => session.jobs.at(-1)?.state.state).toBe('analysed');
    await apply(8);
  });
});

describe('axe finds nothing wrong with', () => {
  it.each(['?fake=34', '?fake=81&lang=fr', '?fake=34&full'])('%s', async (search) => {
    await openWindow(search, PLACE);
    await screen.findByRole('table');
    expect(await axeFindings()).toEqual([]);
  });
});
