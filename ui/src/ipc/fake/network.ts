/** Connections that were never made, as the window is told of them. */
import type { ConnectionView } from '../bindings';

type Listener = (hosts: string[]) => void;

export class Network {
  /** The newest first. */
  readonly made: ConnectionView[];
  /** The hosts that are connected now. */
  open: string[] = [];
  #listeners = new Set<Listener>();

  constructor(connected: boolean) {
    this.made = connected ? Array.from({ length: 40 }, (_, i) => made(i)) : [];
  }

  opened(hosts: string[]) {
    this.open = hosts;
    this.#listeners.forEach((listener) => listener(hosts));
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const KINDS = [
  { host: 'open.tiktokapis.com', purpose: 'status', bytesOut: 64, bytesIn: 212 },
  { host: 'open-upload.tiktokapis.com', purpose: 'upload', bytesOut: 184_300_000, bytesIn: 0 },
  { host: '127.0.0.1:40123', purpose: 'reserve', bytesOut: 180, bytesIn: 340 },
] as const;

function made(i: number): ConnectionView {
  const kind = KINDS[i % KINDS.length] ?? KINDS[0];
  return { ...kind, here: kind.host.startsWith('127.'), atMs: 1_795_400_000_000 - i * 240_000 };
}
