import { writeFileSync } from 'node:fs'
import { connect as connectHttp2, sensitiveHeaders } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { startServer, type TestServer } from '#sensor/source/ebpf/test-servers/test-server.ts'

/** An nginx whose answers carry the canary in headers and body. */
export function startTellingNginx(canary: string): Promise<TestServer> {
  return startServer('nginx', (folder, plainPort, tlsPort) => {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 512; }
http {
  access_log off; large_client_header_buffers 8 32k;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  server {
    listen ${plainPort}; listen ${tlsPort} ssl http2;
    add_header Set-Cookie "sid=${canary}; HttpOnly" always; add_header X-Api-Key ${canary} always;
    add_header Location "https://u:${canary}@x/?code=${canary}#id_token=${canary}" always;
    location / { return 200 "body ${canary}"; }
  }
}`,
    )
    return ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]
  })
}

/** Where a secret may stand in a target; each is asked for once. */
const targetsWith = (canary: string): string[] => {
  const nested = encodeURIComponent(`https://u:${canary}@x/?a=1&token=${canary}`)
  return [
    `/?token=${canary}&Password=${canary}&api%5Fkey=${canary}&%2574oken=${canary}`,
    `/?redirect=${nested}&again=${encodeURIComponent(nested)}`,
    `/?to=https://u:${canary}@x/&filter={"password":"${canary}"}&f=%7B%22password%22%3A%22${canary}%22%7D`,
    `/?v=eyJhbGciOiJIUzI1NiJ9.${canary}.${canary}&matricule=${canary}`,
    `/login;jsessionid=${canary}/next`,
  ]
}

const headersWith = (canary: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`user:${canary}`).toString('base64')} ${canary}`,
  'proxy-authorization': `Bearer ${canary}`,
  cookie: `sid=${canary}; theme=${canary}`,
  'x-api-key': canary,
  'x-auth-token': canary,
  'x-staff-number': canary,
  referer: `https://u:${canary}@x/?token=${canary}#access_token=${canary}`,
  'x-original-url': `/a?password=${canary}`,
  'sec-websocket-protocol': `chat, base64url.bearer.authorization.${canary}`,
})

/** Bytes that are no proper request, or more than one. */
const oddBytes = (canary: string): string[] => {
  const proxyTlv = `\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x2b${'\x7f\0\0\x01'.repeat(2)}\x12\x34\0\x50\xe0\0\x1c${canary.padEnd(28)}`
  return [
    `GET http://u:${canary}@telling.test/?token=${canary} HTTP/1.1\r\nHost: u:${canary}@telling.test\r\n\r\n`,
    `CONNECT u:${canary}@telling.test:443 HTTP/1.1\r\nHost: telling.test\r\n\r\n`,
    `GET /odd HTTP/1.1\r\nHost: telling.test\r\nAuthorization Bearer ${canary}\r\nAuthorization : ${canary}\r\n\r\n`,
    `GET /?token=${canary} HTTP/9.9\r\nAuthor\0ization: ${canary}\r\n\r\n`,
    `Bearer ${canary}\r\n\r\n`,
    `GET /cut HTTP/1.1\r\nHost: telling.test\r\nAuthorization: Bearer ${canary}`,
    `GET /long HTTP/1.1\r\nX: ${'x'.repeat(70_000)}\r\nAuthorization: ${canary}\r\n\r\n`,
    `POST /body HTTP/1.1\r\nHost: telling.test\r\nTransfer-Encoding: chunked\r\n\r\n1c;key=${canary.slice(0, 4)}\r\n${canary.padEnd(28)}\r\n0\r\nX-Token: ${canary}\r\n\r\n`,
    `POST /form HTTP/1.1\r\nHost: telling.test\r\nContent-Length: ${canary.length + 6}\r\n\r\ntoken=${canary}`,
    `GET /socket HTTP/1.1\r\nHost: telling.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${canary}\r\n\r\n\x81\x1c${canary.padEnd(28)}`,
    `PROXY TCP4 127.0.0.1 127.0.0.1 1 2 ${canary}\r\nGET / HTTP/1.1\r\nHost: telling.test\r\n\r\n`,
    proxyTlv,
  ]
}

/** Says everything once on a plain, a TLS and an HTTP/2 connection each; `mark` is a harmless path segment. */
export async function tellEverything(server: TestServer, canary: string, mark: string): Promise<number> {
  const proper = targetsWith(canary).map((target) => {
    const headers = Object.entries(headersWith(canary)).map(([name, value]) => `${name}: ${value}\r\n`)
    return `GET /${mark}${target} HTTP/1.1\r\nHost: telling.test\r\nConnection: close\r\n${headers.join('')}\r\n`
  })
  for (const bytes of [...proper, ...oddBytes(canary)]) {
    await say(connect(server.plainPort, '127.0.0.1'), bytes)
    await say(connectTls({ port: server.tlsPort, host: '127.0.0.1', rejectUnauthorized: false }), bytes)
  }
  await tellHttp2(server, canary, mark)
  return targetsWith(canary).length * 3
}

/** Sends, and closes when an answer came or none will. */
function say(socket: Socket, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    socket.setTimeout(150, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.once('close', () => resolve())
    socket.resume()
    socket.write(bytes, 'latin1')
  })
}

async function tellHttp2(server: TestServer, canary: string, mark: string): Promise<void> {
  const session = connectHttp2(`https://127.0.0.1:${server.tlsPort}`, { rejectUnauthorized: false })
  for (const target of targetsWith(canary)) {
    await new Promise((resolve, reject) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': `/${mark}${target}`,
        ...headersWith(canary),
        [sensitiveHeaders]: ['authorization', 'cookie'],
      })
      stream.once('error', reject).once('close', resolve).resume()
      stream.end(`token=${canary}`)
    })
  }
  await new Promise<void>((resolve) => session.close(resolve))
}
