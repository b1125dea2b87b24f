import { headerValue } from './messages.ts'
import type { BodyFraming, Http1RequestHead, Http1ResponseHead } from './messages.ts'
import type { RawHeader } from '../exchange.ts'

/** Body of a request (RFC 9112 section 6.3); `beyond` goes first, for the last kept header may be cut. */
export function requestFraming(head: Http1RequestHead, beyond: readonly RawHeader[] = []): BodyFraming {
  if (head.http_version === '0.9') return { kind: 'opaque' }
  const framing = declaredFraming(beyond.length === 0 ? head.headers : [...beyond, ...head.headers])
  if (framing !== undefined) return framing.kind === 'until_close' ? { kind: 'unknown' } : framing
  // Whether the server agrees shows in its answer; until then the bytes may be of any protocol.
  if (head.method === 'CONNECT' || headerValue(head.headers, 'upgrade') !== undefined) return { kind: 'unknown' }
  return { kind: 'none' }
}

/** Body of the answer to `method`; undefined when the request was not seen. */
export function responseFraming(
  head: Http1ResponseHead,
  method: string | undefined,
  beyond: readonly RawHeader[] = [],
): BodyFraming {
  const { status_code } = head
  if (status_code === 101) return { kind: 'opaque' }
  if (status_code < 200 || status_code === 204 || status_code === 304 || method === 'HEAD') return { kind: 'none' }
  if (method === 'CONNECT' && status_code < 300) return { kind: 'opaque' }
  return declaredFraming(beyond.length === 0 ? head.headers : [...beyond, ...head.headers]) ?? { kind: 'until_close' }
}

/** Transfer-Encoding wins over Content-Length: a server that obeys the RFC reads it so. */
function declaredFraming(headers: readonly RawHeader[]): BodyFraming | undefined {
  const codings = headerValue(headers, 'transfer-encoding')
  if (codings !== undefined) {
    return /(?:^|,)[ \t]*chunked[ \t]*$/i.test(codings) ? { kind: 'chunked' } : { kind: 'until_close' }
  }
  const length = headerValue(headers, 'content-length')
  if (length === undefined) return undefined
  const first = length.split(',', 1)[0]?.trim() ?? ''
  return /^\d{1,15}$/.test(first) ? { kind: 'length', length: Number(first) } : { kind: 'unknown' }
}
