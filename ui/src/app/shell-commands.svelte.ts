/** What can be done everywhere: undo, the places, the palette, the help sheet. */
import type { Session } from '../ipc/session.svelte';
import { useCommands, type Command } from '../lib/commands.svelte';
import { go, goWithin, PLACES } from '../lib/route.svelte';

/** What lies over the window. */
export function useShellCommands(session: Session) {
  const overlay = $state({ shown: null as 'palette' | 'help' | null });
  const toggle = (what: 'palette' | 'help') =>
    (overlay.shown = overlay.shown === what ? null : what);
  const inDraft = () => session.view !== null;

  const places = PLACES.map((place, i): Command => ({
    id: `go.${place}`,
    keys: [`Mod+${i + 1}`],
    inText: true,
    enabled: inDraft,
    run: () => goWithin(place),
  }));
  useCommands([
    { id: 'palette', keys: ['Mod+K'], inText: true, run: () => toggle('palette') },
    {
      id: 'undo',
      keys: ['Mod+Z'],
      enabled: () => (session.view?.undoes ?? null) !== null,
      run: () => void session.undo(),
    },
    {
      id: 'redo',
      keys: ['Mod+Shift+Z', 'Mod+Y'],
      enabled: () => (session.view?.redoes ?? null) !== null,
      run: () => void session.redo(),
    },
    { id: 'go.shelf', keys: ['Mod+0'], inText: true, run: () => go({ at: 'shelf' }) },
    ...places,
    {
      id: 'desk',
      enabled: inDraft,
      run: () => {
        const draft = session.view?.draft.id;
        if (draft) void session.ask(() => session.backend.openDesk(draft));
      },
    },
    { id: 'go.settings', keys: ['Mod+,'], inText: true, run: () => go({ at: 'settings' }) },
    { id: 'help', keys: ['?'], run: () => toggle('help') },
  ]);
  return overlay;
}
