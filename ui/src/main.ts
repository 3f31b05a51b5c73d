/** Starts the window: on Rust inside the app, on the fake in a browser. */
import { mount } from 'svelte';
import App from './app/App.svelte';
import './design/base.css';
import type { Backend } from './ipc/backend';
import { Session } from './ipc/session.svelte';

async function door(): Promise<Backend> {
  if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
    const { makeFake } = await import('./ipc/fake');
    return makeFake(location.search);
  }
  const { tauri } = await import('./ipc/tauri');
  return tauri;
}

const target = document.getElementById('app');
if (target) mount(App, { target, props: { session: new Session(await door()) } });
