import type { RawHeader } from '../exchange.ts'

export interface Http1RequestHead {
  kind: 'request'
  method: string
  target: string
  /** `0.9`, `1.0`, `1.1`. */
  http_version: string
  headers: RawHeader[]
}

export interface Http1ResponseHead {
  kind: 'response'
  status_code: number
  http_version: string
  headers: RawHeader[]
}

export type Http1Head = Http1RequestHead | Http1ResponseHead

/** How the bytes after a head are framed (RFC 9112 section 6.3). */
export type BodyFraming =
  | { kind: 'none' }
  | { kind: 'length'; length: number }
  | { kind: 'chunked' }
  | { kind: 'until_close' }
  /** Not HTTP/1 any more: a tunnel or an upgraded protocol. */
  | { kind: 'opaque' }
  /** Maybe HTTP, maybe not: look for the next head without calling the rest malformed. */
  | { kind: 'unknown' }

const LOWER_CASE = 0x20

/** First value of a header, by lower-case name. */
export function headerValue(headers: readonly RawHeader[], name: string): string | undefined {
  const first = name.charCodeAt(0)
  for (const [found, value] of headers) {
    // Most names are told apart by length and first letter, in whichever case.
    if (found.length !== name.length || (found.charCodeAt(0) | LOWER_CASE) !== (first | LOWER_CASE)) continue
    if (found === name || found.toLowerCase() === name) return value
  }
  return undefined
}
