/** Serves drawn stills and a test clip to the fake, in the development server only. */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function fakeMedia(): Plugin {
  return {
    name: 'fake-media',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use('/fake-media', (request, response) => {
        const url = new URL(request.url ?? '/', 'http://fake');
        const [, kind, name = ''] = url.pathname.split('/');
        if (kind === 'clip')
          return sendClip(clipFile(server.config.root), request.headers.range, response);
        if (kind === 'peaks') {
          response.setHeader('Content-Type', 'application/octet-stream');
          return response.end(peaks(Number(url.searchParams.get('seconds') ?? 5560)));
        }
        const at = Number(url.searchParams.get('at') ?? 0) / 1e6;
        response.setHeader('Content-Type', 'image/svg+xml');
        response.setHeader('Cache-Control', 'max-age=3600');
        response.end(picture(name, at));
      });
    },
  };
}

/** Talk with pauses in it, as `media::Peaks::to_bytes` writes a waveform. */
function peaks(seconds: number): Buffer {
  const swing = (n: number) => Math.abs(Math.sin(n * 12.9898) * 43_758.5453) % 1;
  let buckets = Array.from({ length: seconds * 100 }, (_, i) => {
    const phrase =
      swing(Math.floor(i / 430)) > 0.12 && i % 430 < 380 + 40 * swing(Math.floor(i / 430) + 3);
    const loud = phrase
      ? (0.6 + 0.4 * Math.sin(i / 2900)) *
        (0.25 + 0.6 * swing(Math.floor(i / 23))) *
        (0.4 + 0.6 * swing(i))
      : 0.02;
    return [Math.round(-loud * 110), Math.round(loud * 120)] as const;
  });
  const levels = [buckets];
  while (buckets.length > 512) {
    const finer = buckets;
    buckets = Array.from({ length: Math.ceil(finer.length / 4) }, (_, i) => {
      const four = finer.slice(4 * i, 4 * i + 4);
      return [
        Math.min(...four.map(([low]) => low)),
        Math.max(...four.map(([, high]) => high)),
      ] as const;
    });
    levels.push(buckets);
  }
  const head = Buffer.alloc(16 + 8 * levels.length);
  head.write('SRPK');
  head.writeUInt16LE(1, 4);
  head.writeUInt16LE(levels.length, 6);
  head.writeUInt32LE(10_000, 8);
  head.writeUInt32LE(4, 12);
  let at = head.length;
  levels.forEach((level, i) => {
    head.writeUInt32LE(at, 16 + 8 * i);
    head.writeUInt32LE(level.length, 20 + 8 * i);
    at += 2 * level.length;
  });
  return Buffer.concat([head, Buffer.from(Int8Array.from(levels.flat(2)).buffer)]);
}

/** One minute of moving picture and tone, made once. */
function clipFile(root: string): string {
  const folder = join(root, '..', '.cache', 'fake');
  const file = join(folder, 'clip.mp4');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const args =
    '-v error -f lavfi -i testsrc2=s=360x640:r=30000/1001 -f lavfi -i sine=f=330 -t 60 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart -y';
  execFileSync('ffmpeg', [...args.split(' '), file]);
  return file;
}

function sendClip(file: string, range: string | undefined, response: ServerResponse) {
  const size = statSync(file).size;
  const [, first = '0', last = ''] = /bytes=(\d+)-(\d*)/.exec(range ?? '') ?? [];
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  response.writeHead(range ? 206 : 200, {
    'Content-Type': 'video/mp4',
    'Accept-Ranges': 'bytes',
    'Access-Control-Allow-Origin': '*',
    'Content-Length': end - start + 1,
    ...(range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}),
  });
  createReadStream(file, { start, end }).pipe(response);
}

/** A kitchen table with a bowl, a jar or a loaf on it, in window light. */
function picture(name: string, at: number): string {
  const number = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  const index = Number(/x(\d+)$/.exec(name)?.[1] ?? number);
  const wide = index % 17 === 6 && name.startsWith('clip');
  const [w, h] = wide ? [640, 360] : [360, 640];
  const wall = ['#7d8a72', '#8a9178', '#75806f', '#94886f', '#6f7f86'][number % 5];
  const table = ['#a9733f', '#b98450', '#8f5f35', '#9c7a56'][number % 4];
  const horizon = h * (0.36 + (number % 7) / 40);
  const x = w * (0.5 + Math.sin(at / 90 + number) * 0.1);
  const y = h * (0.6 + Math.cos(at / 130 + number) * 0.05);
  const r = Math.min(w, h) * (0.24 + (number % 5) / 40);
  const thing = [bowl, jar, loaf][index % 3] ?? bowl;
  const rays = [0, 1, 2, 3]
    .map((i) => {
      const left = w * (i * 0.3 - 0.2 + (number % 3) / 12);
      return `<path d="M${left} 0h${w * 0.12}l${w * 0.4} ${h}h${-w * 0.12}z" fill="#fff4d8" opacity=".07"/>`;
    })
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}">
<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#000" stop-opacity=".3"/><stop offset=".4" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".38"/></linearGradient></defs>
<rect width="${w}" height="${h}" fill="${wall}"/><rect y="${horizon}" width="${w}" height="${h}" fill="${table}"/>
<path d="M0 ${horizon + h * 0.2}L${w} ${horizon + h * 0.13}M0 ${horizon + h * 0.42}L${w} ${horizon + h * 0.36}" stroke="#000" opacity=".16" stroke-width="3"/>
<ellipse cx="${x + r * 0.25}" cy="${y + r * 0.75}" rx="${r * 1.25}" ry="${r * 0.35}" opacity=".35"/>
${thing(x, y, r)}${rays}<rect width="${w}" height="${h}" fill="url(#g)"/></svg>`;
}

const bowl = (x: number, y: number, r: number) =>
  `<path d="M${x - r} ${y}a${r} ${r * 0.95} 0 0 0 ${r * 2} 0z" fill="#5d7f86"/><ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r * 0.32}" fill="#e9e0cd"/><ellipse cx="${x - r * 0.15}" cy="${y - r * 0.1}" rx="${r * 0.62}" ry="${r * 0.25}" fill="#f7f2e6"/>`;
const jar = (x: number, y: number, r: number) =>
  `<rect x="${x - r * 0.62}" y="${y - r}" width="${r * 1.24}" height="${r * 1.75}" rx="${r * 0.16}" fill="#e7dfd0"/><rect x="${x - r * 0.62}" y="${y - r * 0.15}" width="${r * 1.24}" height="${r * 0.12}" fill="#c9553c"/><rect x="${x - r * 0.55}" y="${y - r * 1.25}" width="${r * 1.1}" height="${r * 0.32}" rx="5" fill="#a37b4c"/>`;
const loaf = (x: number, y: number, r: number) =>
  `<ellipse cx="${x}" cy="${y + r * 0.15}" rx="${r * 1.1}" ry="${r * 0.78}" fill="#b46a2c"/><ellipse cx="${x - r * 0.1}" cy="${y}" rx="${r * 0.9}" ry="${r * 0.55}" fill="#cf8c46"/><path d="M${x - r * 0.6} ${y + r * 0.1}q${r * 0.6} ${-r * 0.6} ${r * 1.2} 0" fill="none" stroke="#f2dcae" stroke-width="${r * 0.11}" stroke-linecap="round"/>`;
