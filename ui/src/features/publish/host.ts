import type { Account } from '../../ipc/bindings';

/** The server an account is on, as a person names it. */
export const hostOf = ({ server }: Account): string =>
  server !== null && URL.canParse(server) ? new URL(server).host : (server ?? '');
