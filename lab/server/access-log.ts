import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ServerName } from '#lab/network/topology.ts'
import { SERVERS } from './servers.ts'

const HTTP_VERSIONS: Record<string, string> = { 'HTTP/1.0': '1.0', 'HTTP/1.1': '1.1', 'HTTP/2.0': '2' }

/** One request in the words of the server that answered it. */
export const LoggedRequest = z.object({
  time_ms: z.coerce.number().transform((seconds) => Math.round(seconds * 1000)),
  src_ip: z.string(),
  src_port: z.coerce.number().int(),
  dst_ip: z.string(),
  dst_port: z.coerce.number().int(),
  scheme: z.enum(['http', 'https']),
  http_version: z.string().transform((protocol) => HTTP_VERSIONS[protocol] ?? protocol),
  method: z.string(),
  host: z.string(),
  /** Path and query as sent. */
  target: z.string(),
  status_code: z.coerce.number().int(),
  keepalives: z.coerce.number().int(),
  user_agent: z.string(),
})
export type LoggedRequest = z.infer<typeof LoggedRequest> & { server: ServerName }

/**
 * Apache's words for a connection that it closed before a request came, as a browser opens some ahead of need, and for
 * bytes that were no request.
 */
const Unasked = z.union([z.object({ target: z.literal('-') }), z.object({ scheme: z.literal('-') })])

function parseLine(line: string, server: ServerName): LoggedRequest[] {
  // Apache writes control bytes as \xHH, which JSON does not know.
  const words: unknown = JSON.parse(line.replaceAll(/\\x([0-9a-fA-F]{2})/g, '\\u00$1'))
  const told = SERVERS[server].translate?.(words) ?? words
  if (Unasked.safeParse(told).success) return []
  const parsed = LoggedRequest.parse(told)
  const [, requestTarget] = parsed.target.split(' ')
  return [{ ...parsed, server, target: requestTarget ?? parsed.target }]
}

/** Requests in the order of their log lines; a line that the server is still writing is left for the next reading. */
export function readAccessLog(file: string, server: ServerName): LoggedRequest[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => parseLine(line, server))
}
