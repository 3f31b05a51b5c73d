/** Long work, as it stands. */
import type { Job } from '../ipc/bindings';

/** Is it not at its end yet? */
export const goesOn = ({ state }: Job) => state.state === 'running' || state.state === 'paused';
