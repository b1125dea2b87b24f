import { fileURLToPath } from 'node:url'
import type { Command } from '#lab/process/run.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

function prepare({ machine, certificate, access_log }: ServerFiles): Command {
  const program = fileURLToPath(new URL('server.py', import.meta.url))
  return ['python3', program, machine.ipv4, machine.ipv6, certificate.certificate, certificate.key, access_log]
}

export const PYTHON: Server = { prepare, speaks: ['http', 'https'], isDecrypted: true }
