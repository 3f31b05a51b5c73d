import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { axeFindings, openWindow } from '../../../dev/window';

describe('a PeerTube server', () => {
  it('is logged in to with what it asks for, and the password is gone from the window', async () => {
    const { user } = await openWindow('?fake=3', '#/settings');
    await user.click(await screen.findByRole('button', { name: 'Log in to a PeerTube server…' }));
    const logIn = screen.getByRole<HTMLButtonElement>('button', { name: 'Log in' });
    const server = screen.getByLabelText('Server’s address');
    expect(document.activeElement).toBe(server);
    expect(logIn.disabled).toBe(true);
    await user.type(server, 'video.example');
    await user.type(screen.getByLabelText('User name'), 'mary');
    await user.type(screen.getByLabelText('Password'), 'wrong');
    expect(await axeFindings()).toEqual([]);
    await user.click(logIn);
    await screen.findByText(/does not know mary/);

    await user.clear(screen.getByLabelText('Password'));
    await user.type(screen.getByLabelText('Password'), 'bread');
    await user.click(logIn);
    const number = await screen.findByLabelText('Number of your authenticator app');
    expect(await axeFindings()).toEqual([]);
    await user.type(number, '123456{Enter}');
    await screen.findByText('@mary');
    expect(screen.queryByLabelText('Password')).toBeNull();

    await user.click(screen.getByRole('button', { name: 'Log out mary' }));
    await screen.findAllByText('mary is logged out; nothing of the login is kept.');
    expect(screen.queryByText('@mary')).toBeNull();
  });
});
