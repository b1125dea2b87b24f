import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Command } from '#lab/process/run.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

function prepare({ folder, machine, certificate, access_log }: ServerFiles): Command {
  const site = `
  bind ${machine.ipv4} ${machine.ipv6}
  log {
    output file ${access_log}
  }
  respond "ok"`
  writeFileSync(
    join(folder, 'Caddyfile'),
    `{
  admin off
  auto_https off
  storage file_system ${folder}/storage
  servers {
    protocols h1 h2 h2c
  }
}
http://:80 {${site}
}
https://:443 {
  tls ${certificate.certificate} ${certificate.key}${site}
}
`,
  )
  return ['env', `HOME=${folder}`, 'caddy', 'run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
}

const Line = z.object({
  ts: z.number(),
  status: z.number(),
  request: z.object({
    remote_ip: z.string(),
    remote_port: z.string(),
    proto: z.string(),
    method: z.string(),
    host: z.string(),
    uri: z.string(),
    tls: z.unknown().optional(),
  }),
})

/** Caddy's log does not tell its own address. */
function translate(words: unknown): unknown {
  const { ts, status, request } = Line.parse(words)
  const isTls = request.tls !== undefined
  return {
    ...{ time_ms: ts, src_ip: request.remote_ip, src_port: request.remote_port, dst_ip: '', user_agent: '' },
    ...{ dst_port: isTls ? 443 : 80, scheme: isTls ? 'https' : 'http', http_version: request.proto },
    ...{ method: request.method, host: request.host, target: request.uri, status_code: status, keepalives: 0 },
  }
}

/** Its TLS is Go's own: nobody but itself can read it. */
export const CADDY: Server = { prepare, translate, speaks: ['http', 'https', 'h2', 'h2c'], isDecrypted: false }
