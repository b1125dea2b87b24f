/** A server of the laboratory: answers everything, echoes after an upgrade, and writes what it answered. */
import { appendFileSync, readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import process from 'node:process'

const [ipv4, ipv6, certificate, key, accessLog] = process.argv.slice(2)

const plain = (address) => address.replace(/^::ffff:/, '')

function answer(request, response) {
  const { remoteAddress, remotePort, localAddress, localPort } = request.socket
  request.resume().on('end', () => {
    response.end('ok')
    const line = {
      time_ms: Date.now() / 1000,
      ...{ src_ip: plain(remoteAddress), src_port: remotePort, dst_ip: plain(localAddress), dst_port: localPort },
      ...{ scheme: request.socket.encrypted ? 'https' : 'http', http_version: `HTTP/${request.httpVersion}` },
      ...{ method: request.method, host: request.authority || request.headers.host || '', target: request.url },
      ...{ status_code: 200, keepalives: 0, user_agent: request.headers['user-agent'] || '' },
    }
    appendFileSync(accessLog, `${JSON.stringify(line)}\n`)
  })
}

function upgrade(_request, socket) {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket']
  socket.write([...lines, 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', '', ''].join('\r\n'))
  socket
    .on('data', (bytes) => socket.write(bytes))
    .on('end', () => socket.end())
    .on('error', () => {})
}

const tls = { cert: readFileSync(certificate), key: readFileSync(key), allowHTTP1: true, maxHeaderListPairs: 1024 }
const settings = { maxHeaderListSize: 131072 }
for (const address of [ipv4, ipv6]) {
  http.createServer(answer).on('upgrade', upgrade).listen(80, address)
  http2
    .createSecureServer({ ...tls, settings }, answer)
    .on('upgrade', upgrade)
    .listen(443, address)
}
