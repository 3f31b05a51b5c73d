// A stand-in for a PeerTube server. Its uploads are uploadx's own, which PeerTube stands on, put to work as
// PeerTube does; the rest of its API is written from PeerTube's documentation: logins, the list of a user's
// videos, the file a video was made of, playlists. What lies in the folder outlives the process.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'

import { DiskStorage, Uploadx } from '@uploadx/core'

const { folder, port = 0, seed = 0, faults = {} } = JSON.parse(process.argv[1])
const USER = { name: 'mary', password: 'correct horse', otp: '123456' }
const CLIENT = { client_id: 'c'.repeat(32), client_secret: 's3cret'.padEnd(32, 'x') }
const CHANNELS = [
  { id: 7, name: 'mary_channel', displayName: 'Mary' },
  { id: 8, name: 'kitchen', displayName: 'The kitchen' },
]

// What it has: kept in one file, written whole after every change.
const kept = `${folder}/world.json`
const world = fs.existsSync(kept)
  ? JSON.parse(fs.readFileSync(kept, 'utf8'))
  : { tokens: {}, refresh: {}, videos: [], playlists: [], puts: [], issued: [], asked: 0, sessions: {}, hung: false }
const keep = () => fs.writeFileSync(kept, JSON.stringify(world))
world.sessions = {}

// Faults come by lot, the same way for the same seed: one in so many requests of a kind.
const lot = (kind) => {
  world.asked += 1
  const hash = createHash('sha256').update(`${seed}/${kind}/${world.asked}`).digest()
  const one_in = faults[kind] ?? 0
  return one_in > 0 && hash.readUInt32LE(0) % one_in === 0
}

// What arrives is counted, and may be broken off.
class Counted extends DiskStorage {
  _write(part) {
    const most = lot('drop') ? Math.floor(part.contentLength * Math.random()) : Infinity
    let bytes = 0
    part.body.on('data', (piece) => {
      bytes += piece.length
      if (bytes > most) part.body.socket.destroy()
    })
    part.body.on('close', () => {
      world.puts.push({ upload: part.id, from: part.start, bytes })
      keep()
    })
    return super._write(part)
  }
}
const storage = new Counted({
  directory: `${folder}/uploads`,
  path: '/api/v1/videos/upload-resumable',
  filename: (file) => file.id,
})
const uploadx = new Uploadx({ storage, userIdentifier: () => '3' })

const json = (response, status, body) => {
  response.writeHead(status, { 'Content-Type': status < 300 ? 'application/json' : 'application/problem+json' })
  response.end(body === undefined ? '' : JSON.stringify(body))
}
const fail = (response, status, detail, code) =>
  json(response, status, {
    type: code === undefined ? 'about:blank' : `https://docs.joinpeertube.org/api-rest-reference.html#section/Errors/${code}`,
    title: 'Refused', detail, status, code,
  })
const body = async (request) => {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
const form = (text, kind) => {
  const boundary = /boundary=(.+)$/.exec(kind ?? '')?.[1]
  if (boundary === undefined) return Object.fromEntries(new URLSearchParams(text))
  const part = /name="([^"]+)"\r\n\r\n([\s\S]*?)\r\n$/
  return Object.fromEntries(text.split(`--${boundary}`).map((piece) => part.exec(piece)).filter(Boolean).map((m) => [m[1], m[2]]))
}
const page = (url, list) => {
  const start = Number(url.searchParams.get('start') ?? 0)
  const count = Math.min(Number(url.searchParams.get('count') ?? 15), 100)
  return { total: list.length, data: list.slice(start, start + count) }
}

const token = (response, given) => {
  if (given.client_id !== CLIENT.client_id || given.client_secret !== CLIENT.client_secret) {
    return fail(response, 400, 'Invalid client: client is invalid', 'invalid_client')
  }
  if (given.grant_type === 'password') {
    if (given.username !== USER.name || given.password !== USER.password) {
      return fail(response, 400, 'Invalid grant: user credentials are invalid', 'invalid_grant')
    }
    if (faults.second_factor && given.otp === undefined) {
      return fail(response, 401, 'Missing two factor header', 'missing_two_factor')
    }
    if (faults.second_factor && given.otp !== USER.otp) {
      return fail(response, 400, 'Invalid two factor header', 'invalid_two_factor')
    }
  } else {
    const before = world.refresh[given.refresh_token]
    if (before === undefined) return fail(response, 400, 'Invalid grant: refresh token is invalid', 'invalid_grant')
    delete world.refresh[given.refresh_token]
    delete world.tokens[before]
  }
  const [access, refresh] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')]
  const holds = faults.holds ?? 86_400
  world.tokens[access] = Date.now() + holds * 1_000
  world.refresh[refresh] = access
  world.issued.push(access, refresh)
  keep()
  json(response, 200, {
    token_type: 'Bearer', access_token: access, refresh_token: refresh,
    expires_in: holds, refresh_token_expires_in: 1_209_600,
  })
}

// As PeerTube: what is asked for is checked first, then uploadx makes the place.
const reserve = async (request, response) => {
  const said = JSON.parse(await body(request))
  const [bytes, mime] = [request.headers['x-upload-content-length'], request.headers['x-upload-content-type']]
  if (!/^\d+$/.test(bytes ?? '') || mime === undefined) return fail(response, 400, 'Should specify the file length')
  if (typeof said.filename !== 'string' || !/\.(mp4|webm|mov)$/.test(said.filename)) return fail(response, 400, 'filename')
  if (typeof said.name !== 'string' || said.name.trim().length < 3 || said.name.length > 120) return fail(response, 400, 'name')
  if (!CHANNELS.some((channel) => channel.id === said.channelId)) return fail(response, 400, 'channelId')
  if (![1, 2, 3, 4].includes(said.privacy)) return fail(response, 400, 'privacy')
  if (Number(bytes) > (faults.quota ?? Infinity)) return fail(response, 413, 'The user video quota is exceeded with this video.', 'quota_reached')
  request.body = said
  if (lot('lose_place')) response.end = () => request.socket.destroy()
  uploadx.upload(request, response)
}

// As PeerTube: when all bytes are there, the video is made by one request alone, and the upload is forgotten.
const receive = (request, response, url) => {
  const upload = url.searchParams.get('upload_id')
  // Once, bytes of the video behind so many are never answered.
  const bytes = !request.headers['content-range']?.startsWith('bytes */')
  if (bytes && faults.hangs_behind === world.videos.length && !world.hung) {
    world.hung = true
    keep()
    return request.resume()
  }
  if (lot('trouble')) { request.resume(); return fail(response, 503, 'Trouble') }
  const lost = lot('lose_answer')
  uploadx.upload(request, response, async () => {
    if (world.sessions[upload]) return fail(response, 503, 'The upload is already being processed')
    world.sessions[upload] = true
    const file = request.body
    const content = await fs.promises.readFile(`${folder}/uploads/${file.name}`).catch(() => null)
    // Another request made the video of it while this one was still read, and the upload is forgotten.
    if (content === null) {
      delete world.sessions[upload]
      return fail(response, 404, 'Not found')
    }
    const { name, filename, privacy, channelId, commentsPolicy, waitTranscoding } = file.metadata
    const video = {
      id: world.videos.length + 1, uuid: randomUUID(), name: name.trim(), filename, privacy, channelId, commentsPolicy,
      waitTranscoding, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), upload,
    }
    world.videos.push(video)
    keep()
    await storage.delete(file)
    delete world.sessions[upload]
    if (lost) return request.socket.destroy()
    json(response, 200, { video: { id: video.id, uuid: video.uuid, shortUUID: video.uuid.slice(0, 8) } })
  })
}

const playlists = async (request, response, url, parts) => {
  if (parts.length === 0 && request.method === 'POST') {
    const said = form(await body(request), request.headers['content-type'])
    const privacy = Number(said.privacy)
    if (!said.displayName || said.displayName.length > 120 || ![1, 2, 3].includes(privacy)) return fail(response, 400, 'playlist')
    if (privacy !== 3 && !CHANNELS.some((channel) => channel.id === Number(said.videoChannelId))) return fail(response, 400, 'channel')
    const playlist = { id: world.playlists.length + 1, uuid: randomUUID(), displayName: said.displayName, privacy, elements: [] }
    world.playlists.push(playlist)
    keep()
    if (lot('lose_arranged')) return request.socket.destroy()
    return json(response, 200, { videoPlaylist: { id: playlist.id, uuid: playlist.uuid, shortUUID: playlist.uuid.slice(0, 8) } })
  }
  const playlist = world.playlists.find((playlist) => playlist.uuid === parts[0])
  if (playlist === undefined) return fail(response, 404, 'Video playlist not found')
  if (request.method === 'GET') {
    const elements = playlist.elements.map((uuid, index) => ({ id: index + 1, position: index + 1, video: world.videos.find((v) => v.uuid === uuid) }))
    return json(response, 200, page(url, elements))
  }
  const said = JSON.parse(await body(request))
  if (parts[2] === 'reorder') {
    const { startPosition: from, insertAfterPosition: after } = said
    if (!(from >= 1 && after >= 0 && from <= playlist.elements.length && after <= playlist.elements.length)) return fail(response, 400, 'position')
    const [moved] = playlist.elements.splice(from - 1, 1)
    playlist.elements.splice(after >= from ? after - 1 : after, 0, moved)
    keep()
    if (lot('lose_arranged')) return request.socket.destroy()
    return json(response, 204)
  }
  if (!world.videos.some((video) => video.uuid === said.videoId)) return fail(response, 404, 'Video not found')
  playlist.elements.push(said.videoId)
  keep()
  if (lot('lose_arranged')) return request.socket.destroy()
  json(response, 200, { videoPlaylistElement: { id: playlist.elements.length, position: playlist.elements.length } })
}

const serve = async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (url.pathname === '/world') return json(response, 200, { videos: world.videos, playlists: world.playlists, puts: world.puts, issued: world.issued, hung: world.hung })
  if (!url.pathname.startsWith('/api/v1/')) return fail(response, 404, 'Not found')
  const path = url.pathname.slice('/api/v1/'.length)
  if (path === 'oauth-clients/local') return json(response, 200, CLIENT)
  if (path === 'users/token') {
    const given = form(await body(request))
    return token(response, { ...given, otp: request.headers['x-peertube-otp'] })
  }
  const bearer = (request.headers.authorization ?? '').replace('Bearer ', '')
  if (!(world.tokens[bearer] > Date.now())) return fail(response, 401, 'Invalid token: access token is invalid', 'invalid_token')
  if (!path.startsWith('videos/upload') && lot('too_fast')) {
    response.setHeader('Retry-After', '0')
    return fail(response, 429, 'Too many requests')
  }
  if (path === 'users/revoke-token') {
    delete world.tokens[bearer]
    keep()
    return json(response, 200, {})
  }
  if (path === 'users/me') return json(response, 200, { username: USER.name, account: { name: USER.name, displayName: 'Mary' }, videoChannels: CHANNELS })
  if (path === 'users/me/videos') return json(response, 200, page(url, [...world.videos].reverse().map(({ id, uuid, name }) => ({ id, uuid, name }))))
  if (path === 'videos/upload-resumable' && request.method === 'POST') return reserve(request, response)
  if (path === 'videos/upload-resumable' && request.method === 'DELETE') return uploadx.handle(request, response)
  if (path === 'videos/upload-resumable' && request.method === 'PUT') return receive(request, response, url)
  const source = /^videos\/([^/]+)\/source$/.exec(path)
  if (source) {
    const video = world.videos.find((video) => video.uuid === source[1])
    return video ? json(response, 200, { inputFilename: video.filename, size: video.bytes }) : fail(response, 404, 'Video not found')
  }
  if (path === `accounts/${USER.name}/video-playlists`) return json(response, 200, page(url, world.playlists.map(({ id, uuid, displayName }) => ({ id, uuid, displayName }))))
  if (path.startsWith('video-playlists')) return playlists(request, response, url, path.split('/').slice(1))
  fail(response, 404, 'Not found')
}

const server = http.createServer((request, response) => {
  serve(request, response).catch((error) => (response.headersSent ? response.destroy() : fail(response, 500, String(error))))
})
// Until it has looked at its folder, uploadx answers 503.
while (!storage.isReady) await new Promise(setImmediate)
server.listen(port, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('end', () => process.exit()).resume()
