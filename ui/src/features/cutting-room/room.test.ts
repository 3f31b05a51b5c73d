/** The cutting room as a person without a mouse meets it. */
import { screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

const ROOM = '#/draft/draft1/cutting/ep1x0';
const SPLIT = `${ROOM}%2Fsplit`;
const LONG = '?fake=5&long';
const spoken = () => document.querySelector('[aria-live="assertive"]')?.textContent;
const cuts = () => screen.queryAllByRole('slider', { name: /^Cut between/ });
const opener = () => screen.queryAllByRole('button', { name: 'Split into episodes…' })[0];
const at = (i: number) => cuts()[i]?.getAttribute('aria-valuetext');

beforeEach(() => localStorage.clear());

describe('split into episodes', () => {
  it('opens with plans, and makes the episodes of the chosen one in one undo', async () => {
    const { user, session } = await openWindow(LONG, ROOM);
    await screen.findByRole('slider', { name: 'In' });
    await user.click(opener()!);
    const plans = await screen.findAllByRole('radio', { name: /episodes/ });
    expect(plans.length).toBeGreaterThanOrEqual(2);
    await expect.poll(() => cuts().length).toBe(4);
    await user.click(screen.getByRole('button', { name: 'Make 5 episodes' }));
    await expect.poll(() => session.view?.draft.episodes.length).toBe(9);
    await expect.poll(spoken).toBe('5 episodes made. Undo brings the one before back.');
    expect(location.hash).toMatch(/board$/);
    await session.undo();
    expect(session.view?.draft.episodes.map(({ id }) => id)[0]).toBe('ep1x0');
  });

  it('cuts are moved, added and removed by keys; what is untouched keeps its reason', async () => {
    const { user } = await openWindow(LONG, SPLIT);
    await expect.poll(() => cuts().length).toBe(4);
    const [before, other] = [at(0), at(1)];
    cuts()[0]!.focus();
    await user.keyboard('{ArrowRight}');
    expect(at(0)).toMatch(/, By hand$/);
    expect(at(0)).not.toBe(before);
    expect(at(1)).toBe(other);
    expect(await screen.findByText('Adjusted by hand')).toBeTruthy();
    await user.keyboard('{Delete}');
    await expect.poll(() => cuts().length).toBe(3);
    expect(at(0)).toBe(other);
    await expect.poll(() => document.activeElement).toBe(cuts()[0]);
    expect(spoken()).toBe('Cut removed.');
    expect(screen.getByText(/^Part 1 is .* over 20:00\.$/)).toBeTruthy();
    screen.getByRole('slider', { name: 'Position in the clip' }).focus();
    await user.keyboard('{Home}{PageUp}s');
    await expect.poll(() => cuts().length).toBe(4);
    expect(at(0)).toMatch(/^0:09\.\d+, By hand$/);
    await user.click(screen.getByRole('button', { name: 'Undo my changes' }));
    expect(at(0)).toBe(before);
  });

  it('is wished otherwise, and refused in words', async () => {
    const { user, backend } = await openWindow(LONG, SPLIT);
    await expect.poll(() => cuts().length).toBe(4);
    const asked = vi.spyOn(backend, 'splitPlans');
    await user.click(screen.getByRole('radio', { name: 'By number' }));
    const field = await screen.findByRole('textbox', { name: 'Into' });
    await user.clear(field);
    await user.type(field, '7{Enter}');
    await expect.poll(() => cuts().length).toBe(6);
    expect(asked.mock.lastCall?.[2]).toEqual({ wish: 'into', parts: 7 });
    await user.clear(field);
    await user.type(field, '1{Enter}');
    expect(await screen.findByText('Write a number from 2 to 80.')).toBeTruthy();
    await openWindow('?fake=5', SPLIT);
    await user.click(await screen.findByRole('radio', { name: 'Best' }));
    expect(
      await screen.findByText('It was not split: it is within the limits as it is.'),
    ).toBeTruthy();
  });

  it('of a teaser keeps to what its target takes', async () => {
    const { backend } = await openWindow(`${LONG}&teasers=5`, SPLIT);
    const asked = vi.spyOn(backend, 'splitPlans');
    expect(await screen.findByText(/^up to 10:00/)).toBeTruthy();
    // An hour and a half, ten minutes each.
    await expect.poll(() => cuts().length).toBe(9);
    expect(asked.mock.lastCall?.[3]).toBeNull();
  });

  it('aims, and asks again for the cuts that were put by hand', async () => {
    const { user, backend } = await openWindow(LONG, SPLIT);
    await expect.poll(() => cuts().length).toBe(4);
    cuts()[1]!.focus();
    await user.keyboard('{ArrowLeft}');
    const asked = vi.spyOn(backend, 'splitPlans');
    await user.type(screen.getByRole('textbox', { name: 'Aim for' }), '18:30{Enter}');
    await expect.poll(() => asked.mock.calls.length).toBe(1);
    const [, , wish, limits, marks] = asked.mock.lastCall!;
    expect(wish).toEqual({ wish: 'best' });
    expect(limits).toEqual({ min: 30_000_000, max: 1_200_000_000, aim: 1_110_000_000 });
    expect(marks).toHaveLength(1);
  });

  it('is what the finding of a long recording offers first', async () => {
    const { user } = await openWindow(LONG, ROOM);
    const panel = within(await screen.findByRole('region', { name: 'Episode' }));
    expect(await panel.findByRole('button', { name: 'Trim to 20:00' })).toBeTruthy();
    await user.click(panel.getByRole('button', { name: 'Split into episodes…' }));
    expect(await screen.findByRole('heading', { name: 'Split into episodes' })).toBeTruthy();
    expect(location.hash).toBe(SPLIT);
  });

  it('closes on Escape, and the keyboard is where it was', async () => {
    const { user } = await openWindow(LONG, SPLIT);
    expect(await screen.findByRole('heading', { name: 'Split into episodes' })).toBe(
      document.activeElement,
    );
    await user.keyboard('{Escape}');
    await expect.poll(() => document.activeElement?.textContent).toBe('Split into episodes…');
    expect(document.activeElement).toBe(opener());
  });

  it('has nothing that axe minds', async () => {
    await openWindow(LONG, SPLIT);
    await expect.poll(() => cuts().length).toBe(4);
    expect(await axeFindings()).toEqual([]);
  });
});

describe('the room', () => {
  it('cuts in two at once, and goes on with the second part', async () => {
    const { user, session } = await openWindow(LONG, ROOM);
    (await screen.findByRole('slider', { name: 'Position in the clip' })).focus();
    await user.keyboard('s');
    await expect.poll(spoken).toBe('There is nothing to cut off here.');
    await user.keyboard('{PageUp}s');
    await expect.poll(() => session.view?.draft.episodes.length).toBe(6);
    await expect.poll(spoken).toBe('Cut in two. This is the second part, episode 2.');
    expect(await screen.findByRole('heading', { name: 'Episode 2 of 6' })).toBeTruthy();
    await session.undo();
    expect(await screen.findByRole('heading', { name: 'Episode 1 of 5' })).toBeTruthy();
  });

  it('shows a joined episode part by part, and takes it apart', async () => {
    const { user, session, backend } = await openWindow('?fake=5', ROOM);
    await screen.findByRole('slider', { name: 'In' });
    const view = await backend.merge('draft1', session.view!.revision, ['ep1x0', 'ep1x1']);
    session.view = view;
    expect(await screen.findByText('Joined of 2 parts')).toBeTruthy();
    expect(screen.queryByRole('slider', { name: 'In' })).toBeNull();
    expect(opener()).toBeUndefined();
    await user.click(screen.getByRole('radio', { name: 'Part 2 of 2' }));
    expect(await screen.findByRole('heading', { name: /^02 Flour/ })).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Take apart' }));
    await expect.poll(() => session.view?.draft.episodes.length).toBe(5);
  });

  it('comes nearer and goes away by keys', async () => {
    const { user } = await openWindow(LONG, ROOM);
    const zoom = await screen.findByRole('slider', { name: 'Zoom' });
    expect(zoom.getAttribute('aria-valuetext')).toBe('1:32:40 in sight');
    await user.keyboard('++');
    expect(zoom.getAttribute('aria-valuetext')).toBe('36:11 in sight');
    const overview = screen.getByRole('scrollbar', { name: 'The clip from end to end' });
    expect(overview.getAttribute('aria-valuetext')).toBe('0:00 to 36:11 in sight');
    overview.focus();
    await user.keyboard('{End}');
    expect(overview.getAttribute('aria-valuetext')).toBe('56:28 to 1:32:40 in sight');
    await user.keyboard('---');
    expect(zoom.getAttribute('aria-valuetext')).toBe('1:32:40 in sight');
  });

  it('knows what reading it through found', async () => {
    await openWindow(LONG, ROOM);
    const facts = await screen.findByRole('region', { name: 'Picture' });
    expect(await within(facts).findByText('A keyframe every 2 s')).toBeTruthy();
    expect(within(facts).getByText(/LUFS$/)).toBeTruthy();
  });
});
