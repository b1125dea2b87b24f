import type { Command } from '#lab/process/run.ts'
import type { ServerFiles } from './server-files.ts'

/** `http` and `https` are HTTP/1.1, `h2` is HTTP/2 over TLS, `h2c` HTTP/2 in the clear by prior knowledge. */
export const PROTOCOLS = ['http', 'https', 'h2', 'h2c'] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** All that the laboratory needs to know of a kind of server; a new one is a file with one of these. */
export interface Server {
  /** Writes its configuration and answers with the command that runs it in the foreground, on ports 80 and 443. */
  prepare: (files: ServerFiles) => Command
  speaks: readonly Protocol[]
  /** Whether a sensor can read what its TLS protects. */
  isDecrypted: boolean
  /** Brings a line of its log, read as JSON, to the names of LoggedRequest; without it the log has them already. */
  translate?: (words: unknown) => unknown
  /** Answers an upgrade to WebSocket and echoes. */
  echoes?: boolean
}
