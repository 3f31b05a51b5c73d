/** The whole window on the fake, for tests. */
import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import App from '../src/app/App.svelte';
import { makeFake } from '../src/ipc/fake';
import { Session } from '../src/ipc/session.svelte';

/** Opens the window at an address. Jobs end at once. */
export async function openWindow(search: string, hash: string) {
  cleanup();
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const backend = makeFake(`${search}&at-once`, 'data:,');
  const session = new Session(backend);
  render(App, { session });
  await screen.findByRole('main');
  return { backend, session, user: userEvent.setup() };
}

/** What axe finds wrong with the page; colours need a real window. */
export async function axeFindings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}
