/** The ffmpeg that is there, and the one that is not. */
import type { Ffmpeg } from '../bindings';

export const READY = {
  state: 'ready',
  path: '/usr/bin/ffmpeg',
  version: '6.1.1',
  encoders: [
    { name: 'libx264', kind: 'software', codec: 'h264', state: 'works' },
    { name: 'h264_nvenc', kind: 'hardware', codec: 'h264', state: 'fails' },
    { name: 'h264_vaapi', kind: 'hardware', codec: 'h264', state: 'untried' },
    { name: 'libx265', kind: 'software', codec: 'hevc', state: 'works' },
    { name: 'aac', kind: 'software', codec: 'aac', state: 'works' },
  ],
} satisfies Ffmpeg;
export const MISSING: Ffmpeg = {
  state: 'missing',
  looked: [
    { place: 'beside', path: '/opt/showrunner/ffmpeg', found: { what: 'nothing' } },
    { place: 'path', path: '/usr/local/bin/ffmpeg', found: { what: 'too_old', version: '4.2.7' } },
    { place: 'path', path: '/usr/bin/ffmpeg', found: { what: 'nothing' } },
  ],
  needs: '5.0',
  install: 'sudo apt install ffmpeg',
};
