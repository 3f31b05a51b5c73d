/** How a file is made, as it is drawn and named. */
import type { Road } from '../ipc/bindings';

/** A road by what of the file is made anew. */
export type RoadName = 'copy' | 'remux' | 'sound' | 'smart' | 'picture' | 'transcode';

/** The name of a road. */
export function roadName(road: Road): RoadName {
  switch (road.road) {
    case 'copy':
    case 'remux':
      return road.road;
    case 'smart_cut':
      return 'smart';
    case 'transcode':
      if (!road.video) return 'sound';
      return road.audio ? 'transcode' : 'picture';
  }
}
