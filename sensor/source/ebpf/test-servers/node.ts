import { startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

const NODE_SERVER = `
const { readFileSync } = require('node:fs')
const [plainPort, tlsPort, folder] = process.argv.slice(1)
const answer = (request, response) => request.resume().on('end', () => response.end('ok'))
const upgrade = (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\\r\\n\\r\\n')
  socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end()).on('error', () => {})
}
const tls = { key: readFileSync(folder + '/key.pem'), cert: readFileSync(folder + '/cert.pem'), allowHTTP1: true,
  maxHeaderListPairs: 1024, settings: { maxHeaderListSize: 131072 } }
require('node:http').createServer(answer).on('upgrade', upgrade).listen(plainPort, '::')
require('node:http2').createSecureServer(tls, answer).on('upgrade', upgrade).listen(tlsPort, '::')
`

/** Its TLS is OpenSSL inside its own binary, fed from memory. */
export function startNode(): Promise<TestServer> {
  return startServer('node', (folder, plainPort, tlsPort) => {
    const values = ['-e', NODE_SERVER, String(plainPort), String(tlsPort), folder]
    return [process.execPath, '--max-http-header-size=131072', ...values]
  })
}
