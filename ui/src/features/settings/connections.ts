/** The list of connections, summed up and as text. */
import type { ConnectionView } from '../../ipc/bindings';

/** What went to a host and came from it. */
export interface HostSum {
  host: string;
  here: boolean;
  times: number;
  bytesOut: number;
  bytesIn: number;
}

/** One entry a host, the one that was sent most first. */
export function byHost(all: readonly ConnectionView[]): HostSum[] {
  const sums = new Map<string, HostSum>();
  for (const { host, here, bytesOut, bytesIn } of all) {
    const sum = sums.get(host) ?? { host, here, times: 0, bytesOut: 0, bytesIn: 0 };
    sums.set(host, {
      ...sum,
      times: sum.times + 1,
      bytesOut: sum.bytesOut + bytesOut,
      bytesIn: sum.bytesIn + bytesIn,
    });
  }
  return [...sums.values()].toSorted((a, b) => b.bytesOut - a.bytesOut);
}

/** A line each, for a mail or a spreadsheet: time in UTC, host, purpose, bytes out, bytes in. */
export const asText = (all: readonly ConnectionView[]): string =>
  all
    .map(({ atMs, host, purpose, bytesOut, bytesIn }) =>
      [new Date(atMs).toISOString(), host, purpose, bytesOut, bytesIn].join('\t'),
    )
    .join('\n');
