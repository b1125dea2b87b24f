import { fileURLToPath } from 'node:url'
import type { Command } from '#lab/process/run.ts'
import type { Server } from './server.ts'
import type { ServerFiles } from './server-files.ts'

function prepare({ machine, certificate, access_log }: ServerFiles): Command {
  const program = fileURLToPath(new URL('node-server.mjs', import.meta.url))
  const words = [machine.ipv4, machine.ipv6, certificate.certificate, certificate.key, access_log]
  return [process.execPath, '--max-http-header-size=131072', program, ...words]
}

/** Its OpenSSL is inside its own binary, fed from memory. */
export const NODE: Server = { prepare, speaks: ['http', 'https', 'h2'], isDecrypted: true, echoes: true }
