// The real servers of uploadx and tus, as their makers mean them to be started. Everything they hold lies in
// the folder that is named; what they are told on standard input ends them.
import http from 'node:http'

import { FileStore } from '@tus/file-store'
import { Server as Tus } from '@tus/server'
import { DiskStorage, Uploadx } from '@uploadx/core'

const { folder, port = 0, slow = 0 } = JSON.parse(process.argv[1])
const storage = new DiskStorage({ directory: `${folder}/uploadx`, path: '/uploadx' })
const uploadx = new Uploadx({ storage })
const tus = new Tus({ path: '/tus', datastore: new FileStore({ directory: `${folder}/tus` }) })

const server = http.createServer((request, response) => {
  const serve = () => {
    if (request.url.startsWith('/uploadx')) uploadx.handle(request, response)
    else tus.handle(request, response)
  }
  if (slow > 0) setTimeout(serve, slow)
  else serve()
})
// Until it has looked at its folder, uploadx answers 503.
while (!storage.isReady) await new Promise(setImmediate)
server.listen(port, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('end', () => process.exit()).resume()
