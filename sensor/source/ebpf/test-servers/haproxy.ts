import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

/** Terminates TLS before a plain server on `backendPort`. */
export function startHaproxy(backendPort: number): Promise<TestServer> {
  return startServer('haproxy', (folder, plainPort, tlsPort) => {
    const certificate = join(folder, 'both.pem')
    writeFileSync(certificate, ['cert.pem', 'key.pem'].map((name) => readFileSync(join(folder, name), 'utf8')).join(''))
    writeFileSync(
      join(folder, 'haproxy.cfg'),
      `global
  maxconn 500
  nbthread 2
  tune.bufsize 131072
  tune.http.maxhdr 512
defaults
  mode http
  timeout client 20s
  timeout server 20s
  timeout connect 5s
frontend all
  bind :::${plainPort} v4v6
  bind :::${tlsPort} v4v6 ssl crt ${certificate} alpn h2,http/1.1
  default_backend plain
backend plain
  server one 127.0.0.1:${backendPort}
`,
    )
    return ['haproxy', '-db', '-f', join(folder, 'haproxy.cfg')]
  })
}
