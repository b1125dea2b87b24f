/** Name and value as sent, each byte one character (latin1). */
export type RawHeader = [name: string, value: string]

/** A request's head, whichever HTTP version carried it; texts are latin1, one character a byte. */
export interface RequestHead {
  http_version: string
  method: string
  /** As sent: origin, absolute or authority form; for HTTP/2 the :path. */
  target: string
  /** Host or :authority as sent; empty when absent. */
  authority: string
  headers: RawHeader[]
  /** The :protocol of an extended CONNECT (RFC 8441), whose target is a path; empty otherwise. */
  protocol: string
  /** The head was longer than is kept. */
  truncated: boolean
}

/** A request and what is known of its answer; parsers fill it in as bytes arrive. */
export interface Exchange {
  request: RequestHead
  /** When the head was complete; epoch milliseconds like all times here. */
  requested_ms: number
  /** When the body was complete; -1 before. */
  request_ended_ms: number
  /** First byte of the final answer; -1 before. */
  answered_ms: number
  /** 0 before the final answer. */
  status_code: number
  /** Those headers of the final answer whose names were asked for, as sent. */
  response_headers: RawHeader[]
  /** Body bytes; -1 while unknown. */
  response_size: number
  /** Nothing more will be learnt. */
  done: boolean
}

export function newExchange(request: RequestHead, requested_ms: number): Exchange {
  return {
    request,
    requested_ms,
    request_ended_ms: -1,
    answered_ms: -1,
    status_code: 0,
    response_headers: [],
    response_size: -1,
    done: false,
  }
}

/** What the parsers report; counters by cause, so that nothing is lost silently. */
export interface ExchangeSink {
  onRequest: (exchange: Exchange) => void
  count: (counter: string) => void
  /** Lower-case names of the response headers that are kept; none when absent. */
  responseHeaderNames?: ReadonlySet<string>
  /** The connection goes on as something else: `websocket`, `connect` for a tunnel, `h2c`, or what else was agreed on. */
  onUpgrade?: (protocol: string) => void
  /** So many bytes of what it became; `h2c` is read on and not told here. */
  onOpaque?: (direction: 'in' | 'out', length: number) => void
}

/** The headers whose names are wanted. */
export function selectHeaders(headers: readonly RawHeader[], wanted: ReadonlySet<string> | undefined): RawHeader[] {
  const selected: RawHeader[] = []
  if (wanted === undefined) return selected
  for (const header of headers) if (wanted.has(header[0].toLowerCase())) selected.push(header)
  return selected
}

/** Longest request or response head that is kept; what follows is read but not stored. */
export const MAX_HEAD_LENGTH = 65536
