import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';
import { asText, byHost } from './connections';

const made = (atMs: number, host: string, bytesOut: number, here = false) => ({
  atMs,
  host,
  here,
  purpose: 'upload',
  bytesOut,
  bytesIn: 3,
});

describe('connections', () => {
  it('are summed up by host, and go into a mail as they are', () => {
    const all = [
      made(2000, 'open.example', 5),
      made(1000, 'up.example', 900),
      made(0, 'open.example', 1),
    ];
    expect(
      byHost(all).map(({ host, times, bytesOut, bytesIn }) => [host, times, bytesOut, bytesIn]),
    ).toEqual([
      ['up.example', 1, 900, 3],
      ['open.example', 2, 6, 6],
    ]);
    expect(asText(all.slice(0, 1))).toBe('1970-01-01T00:00:02.000Z\topen.example\tupload\t5\t3');
  });

  it('that were never made are said to be none', async () => {
    await openWindow('?fake=3', '#/settings');
    await screen.findByText('No connection was ever made.');
    expect(await axeFindings()).toEqual([]);
  });

  it('are listed newest first, each with what it was for', async () => {
    const { user } = await openWindow('?fake=3&connected', '#/settings');
    const list = await screen.findByRole('table', { name: 'Connections, newest first' });
    const rows = within(list).getAllByRole('row');
    expect(rows).toHaveLength(21);
    expect(within(rows[1]!).getByText('Asking how far it is')).toBeTruthy();
    expect(await axeFindings()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Show all 40' }));
    expect(within(list).getAllByRole('row')).toHaveLength(41);
    const hosts = within(screen.getByRole('table', { name: 'By host' })).getAllByRole('row');
    expect(hosts[1]?.textContent).toMatch(/^\s*open-upload\.tiktokapis\.com/);
    expect(screen.getAllByText('127.0.0.1:40123 (this computer)').length).toBeGreaterThan(0);
    await user.click(screen.getByRole('button', { name: 'Copy as text' }));
    expect((await navigator.clipboard.readText()).split('\n')).toHaveLength(40);
  });

  it('that are open are named in the tray until they are closed', async () => {
    const { backend } = await openWindow('?fake=3', '#/settings');
    const tray = within(await screen.findByRole('contentinfo', { name: 'Jobs' }));
    tray.getByText('No connections');
    backend.connect(['open.tiktokapis.com']);
    await tray.findByText('1 connection: open.tiktokapis.com');
    backend.connect(['open.tiktokapis.com', 'open.tiktokapis.com']);
    await tray.findByText('2 connections: open.tiktokapis.com');
    backend.connect([]);
    tray.getByText('2 connections: open.tiktokapis.com');
    await tray.findByText('No connections', undefined, { timeout: 4000 });
  });
});
