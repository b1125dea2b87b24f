import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '#lab/process/run.ts'
import { PROXIED_PORT } from './nginx.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

/** Its log goes to a file descriptor alone: the command's shell gives it the access log. */
const LOG_FIELDS = {
  time_ms: '%Ts.%ms',
  src_ip: '%ci',
  src_port: '%cp',
  dst_ip: '%fi',
  dst_port: '%fp',
  scheme: '%[ssl_fc,iif(https,http)]',
  http_version: '%HV',
  method: '%HM',
  host: '%[capture.req.hdr(0),json(ascii)]',
  target: '%[capture.req.uri,json(ascii)]',
  status_code: '%ST',
  keepalives: '0',
  user_agent: '',
}

/** Ways to nginx: what the proxy says of the client, by the port where it takes connections. */
export const PROXY_WAYS = {
  forwarded: { port: 8080, says: 'x_forwarded_for', to: 80, how: '' },
  proxy_v1: { port: 8081, says: 'proxy_protocol', to: PROXIED_PORT, how: 'send-proxy' },
  proxy_v2: { port: 8082, says: 'proxy_protocol', to: PROXIED_PORT, how: 'send-proxy-v2' },
} as const

function forwarding(name: string, way: (typeof PROXY_WAYS)[keyof typeof PROXY_WAYS], own: string, backend: string) {
  return `listen ${name}
  bind ${own}:${way.port}
  no log
  ${way.how === '' ? 'option forwardfor' : ''}
  server nginx ${backend}:${way.to} ${way.how}`
}

function prepare({ folder, machine, certificate, access_log, topology }: ServerFiles): Command {
  const backend = topology.servers.nginx.ipv4
  const both = join(folder, 'both.pem')
  writeFileSync(both, [certificate.certificate, certificate.key].map((file) => readFileSync(file, 'utf8')).join(''))
  const format = JSON.stringify(LOG_FIELDS).replaceAll('"', String.raw`\"`)
  const bind = (port: number, rest: string): string =>
    `  bind ${machine.ipv4}:${port} ${rest}\n  bind [${machine.ipv6}]:${port} ${rest}`
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    `global
  maxconn 500
  nbthread 2
  tune.bufsize 131072
  tune.http.maxhdr 512
  log stdout format raw local0
defaults
  mode http
  log global
  timeout client 65s
  timeout server 20s
  timeout connect 5s
frontend all
${bind(80, '')}
${bind(443, `ssl crt ${both} alpn h2,http/1.1`)}
  declare capture request len 300
  http-request capture req.hdr(Host) id 0
  log-format "${format}"
  http-request wait-for-body time 5s if METH_POST
  http-request return status 200 content-type text/plain string "ok"
${Object.entries(PROXY_WAYS)
  .map(([name, way]) => forwarding(name, way, machine.ipv4, backend))
  .join('\n')}
`,
  )
  return ['sh', '-c', 'exec haproxy -db -f "$0" >> "$1"', join(folder, 'haproxy.cfg'), access_log]
}

export const HAPROXY: Server = { prepare, speaks: ['http', 'https', 'h2', 'h2c'], isDecrypted: true }
