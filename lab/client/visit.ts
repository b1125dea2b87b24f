import type { Header } from '#db/model/request.ts'
import type { Machine, ServerName } from '#lab/network/topology.ts'

export const COUNTED_CLIENTS = [
  'curl',
  'wget',
  'python-http',
  'python-urllib',
  'node-http',
  'node-fetch',
  'node-http2',
] as const
export type CountedClient = (typeof COUNTED_CLIENTS)[number]
export type TlsVersion = '1.2' | '1.3'

export interface PlannedRequest {
  method: 'GET' | 'HEAD' | 'POST'
  /** Path and query. */
  target: string
  /** Added to what the client sends by itself. */
  headers: Header[]
  body: string
}

/** Where a client goes, and from which address. */
export interface Journey {
  visit_id: number
  machine: Machine
  family: 4 | 6
  server: ServerName
  host: string
  scheme: 'http' | 'https'
  /** The only version that the client offers; means nothing over plain HTTP. */
  tls_version: TlsVersion
}

/** One run of a client that sends exactly the requests planned. */
export interface Visit extends Journey {
  client: CountedClient
  http_version: '1.1' | '2'
  requests: PlannedRequest[]
  /** All at once over one HTTP/2 connection instead of one after the other. */
  multiplexed: boolean
}

/** A person's stand-in: a browser that opens pages; what it requests beside them only the server can tell. */
export interface BrowserVisit extends Journey {
  client: 'chromium'
  pages: string[]
  /** How long the page is looked at before the next one. */
  think_ms: number
}

export function addressOf(machine: Machine, family: 4 | 6): string {
  return family === 4 ? machine.ipv4 : machine.ipv6
}

export function urlOf(journey: Journey, target: string): string {
  return `${journey.scheme}://${journey.host}${target}`
}
