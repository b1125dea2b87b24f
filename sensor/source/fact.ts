/**
 * What a source (kernel, capture file, socket) tells about a connection. Addresses are always the client's as `src`
 * and the server's as `dst`, whichever way the bytes went.
 */
export type Fact = SynFact | EstablishedFact | SegmentFact | DatagramFact | StreamFact | CloseFact

/**
 * The connection's 36 bytes (src_ip 16, dst_ip 16, src_port 2, dst_port 2; network order, IPv4 as ::ffff:a.b.c.d)
 * as a latin1 string: one cheap Map key, formatted for people only once per connection.
 */
export type ConnectionKey = string

interface FactOf<Kind extends string> {
  kind: Kind
  key: ConnectionKey
  /** Unix epoch in milliseconds with fraction, already converted from the source's own clock. */
  time_ms: number
}

/** The client's SYN as it came. */
export interface SynFact extends FactOf<'syn'> {
  ip_meta_ttl: number
  ip_meta_id: number
  ip_meta_df: boolean
  ip_meta_total_length: number
  tcp_meta_window_size: number
  /** Initial sequence number: the first payload byte has sequence + 1. */
  sequence: number
  /** Raw option bytes; valid only during the call. */
  tcp_options: Uint8Array
}

/** TCP payload from the client, early in the connection, as it came: maybe out of order, repeated or overlapping. */
export interface SegmentFact extends FactOf<'segment'> {
  sequence: number
  /** Valid only during the call: copy what you keep. */
  bytes: Uint8Array
}

/** Bytes of the plain stream, in order; a jump in `offset` is a gap. */
export interface StreamFact extends FactOf<'stream'> {
  /** `in`: client to server. */
  direction: 'in' | 'out'
  /** Whether the bytes crossed the network in the clear or were read at the TLS library. */
  scheme: 'http' | 'https'
  /** Position of the first byte in this direction's stream. */
  offset: number
  /** Valid only during the call: copy what you keep. */
  bytes: Uint8Array
}

/** The handshake is done. */
type EstablishedFact = FactOf<'established'>

/** A UDP datagram from the client that begins with a QUIC Initial packet. */
export interface DatagramFact extends FactOf<'datagram'> {
  /** Valid only during the call: copy what you keep. */
  bytes: Uint8Array
}

interface CloseFact extends FactOf<'close'> {
  reason: 'closed' | 'reset'
}
