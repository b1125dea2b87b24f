import { z } from 'zod'

/** Header name and value as sent: order and case are evidence. */
export const Header = z.tuple([z.string(), z.string()])
export type Header = z.infer<typeof Header>

/**
 * What the network layers told about the client's first packet.
 * All zero (scale -1, options empty) when the SYN was not seen.
 */
export const SynFacts = z.object({
  ip_meta_ttl: z.number().int(),
  ip_meta_id: z.number().int(),
  ip_meta_df: z.boolean(),
  ip_meta_total_length: z.number().int(),
  tcp_meta_window_size: z.number().int(),
  /** 0 when the option is absent. */
  tcp_meta_mss: z.number().int(),
  /** -1 when the option is absent. */
  tcp_meta_window_scale: z.number().int(),
  /** Option names in wire order, comma-joined: `MSS,SACK,TS,NOP,WS`. */
  tcp_meta_options: z.string(),
  /** `ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass` in the notation of p0f 3. */
  tcp_signature: z.string(),
  /** Empty when the signature fits no known system, or several. */
  os_guess: z.string(),
})
export type SynFacts = z.infer<typeof SynFacts>

/** Facts of the TLS ClientHello; every text empty when the client never spoke TLS. */
export const TlsFacts = z.object({
  /** Highest version that the client offered: `1.3`, `1.2`, … */
  tls_version: z.string(),
  tls_sni: z.string(),
  /** Protocols offered, in wire order, comma-joined. */
  tls_alpn: z.string(),
  ja4: z.string(),
  ja4_r: z.string(),
  ja4_o: z.string(),
  ja4_ro: z.string(),
  ja3: z.string(),
  ja3_hash: z.string(),
})
export type TlsFacts = z.infer<typeof TlsFacts>

/** What became of a connection; `requests` is the ordinary end. */
const CONNECTION_STATES = ['requests', 'upgraded', 'slowloris', 'half_open', 'tls_only', 'scan', 'not_http'] as const

/** Only rows of type `connection` tell; on requests the state is empty and the numbers are 0, the length -1. */
export const ConnectionOutcome = z.object({
  connection_state: z.enum(['', ...CONNECTION_STATES]),
  /** First packet to last; -1 when unknown. */
  connection_ms: z.number(),
  connection_requests: z.number().int(),
  /** Bytes of the plain stream, those of an upgraded protocol included. */
  bytes_in: z.number().int(),
  bytes_out: z.number().int(),
})
export type ConnectionOutcome = z.infer<typeof ConnectionOutcome>

/**
 * One HTTP request with the facts of its connection repeated: one JSON object in
 * `ja4_logs.http_logs_raw` and one row of `ja4_logs.http_logs`.
 */
export const Request = z
  .object({
    type: z.enum(['request', 'connection']),
    /** When the request head was complete (UTC, ISO 8601 with milliseconds). */
    time: z.string(),
    sensor_id: z.string(),
    /** Names the TCP connection: unique over sensors and restarts. */
    conn_id: z.string(),
    transport: z.enum(['tcp', 'quic']),
    /** The client: the peer, unless a trusted proxy named another. */
    src_ip: z.string(),
    /** 0 when a proxy named the client without its port. */
    src_port: z.number().int(),
    /** Who opened the connection to the server. */
    peer_ip: z.string(),
    peer_port: z.number().int(),
    /** What named the client; empty when it is the peer itself. */
    client_ip_source: z.enum(['', 'proxy_protocol', 'x_forwarded_for', 'forwarded']),
    dst_ip: z.string(),
    dst_port: z.number().int(),
    /** Position of this request on its connection, from 1. */
    keepalives: z.number().int(),
    scheme: z.enum(['http', 'https']),
    /** `1.0`, `1.1` or `2`. */
    http_version: z.string(),
    method: z.string(),
    /** Host header or :authority, lower case, without a port that is the scheme's own; at most 255 characters. */
    host: z.string(),
    path: z.string(),
    query_string: z.string(),
    headers: z.array(Header),
    header_order_signature: z.string(),
    /** Akamai-style `SETTINGS|WINDOW_UPDATE|PRIORITY|pseudo-header order`; empty unless HTTP/2. */
    h2_fingerprint: z.string(),
    /** The request head was longer than the sensor keeps. */
    truncated: z.boolean(),
    /** 0 while the answer was not seen. */
    status_code: z.number().int(),
    /** Body bytes of the answer; -1 when unknown. */
    response_size: z.number().int(),
    /** Request complete to the answer's first byte; -1 when unknown. */
    duration_ms: z.number(),
    /** Those of the answer's headers that the sensor is told to keep. */
    response_headers: z.array(Header),
    /** -1 when either end was not seen. */
    syn_to_clienthello_ms: z.number(),
    /** From the ClientHello (plain: the SYN) to the first complete request; -1 when unknown. */
    clienthello_to_request_ms: z.number(),
    /** JA4 of the ClientHello that followed a HelloRetryRequest. */
    ja4_second_hello: z.string(),
    /** The network's facts are known: the SYN, and the ClientHello where TLS is spoken. */
    correlated: z.boolean(),
    /** `A`: a request whose network facts never came; `B`: network facts whose request never came. */
    orphan_side: z.enum(['', 'A', 'B']),
  })
  .extend(SynFacts.shape)
  .extend(TlsFacts.shape)
  .extend(ConnectionOutcome.shape)
export type Request = z.infer<typeof Request>
