import { z } from 'zod'
import { Header } from '#db/model/request.ts'
import { SERVER_NAMES } from '#lab/network/topology.ts'

/** What a client's own process can tell of a request that it made. */
export const Told = z.object({
  /** Null when the client does not show it. */
  src_port: z.number().int().nullable(),
  http_version: z.string(),
  method: z.string(),
  host: z.string(),
  /** Path and query as sent. */
  target: z.string(),
  /** In the order and case sent, without pseudo-headers; null when the client does not show them. */
  headers: z.array(Header).nullable(),
  /** Null when no answer came. */
  status_code: z.number().int().nullable(),
})
export type Told = z.infer<typeof Told>

/** One line of the manifest: the laboratory's account of a request. */
export const SentRequest = Told.extend({
  visit_id: z.number().int(),
  client: z.string(),
  server: z.enum(SERVER_NAMES),
  scheme: z.enum(['http', 'https']),
  src_ip: z.string(),
  dst_ip: z.string(),
  dst_port: z.number().int(),
})
export type SentRequest = z.infer<typeof SentRequest>

/** NDJSON of a client process. */
export function parseTold(text: string): Told[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Told.parse(JSON.parse(line)))
}

/** The header lines of one HTTP/1.1 request head, request line excluded. */
export function parseHeaderLines(lines: readonly string[]): Header[] {
  return lines.flatMap((line): Header[] => {
    const colon = line.indexOf(':', 1)
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
  })
}
