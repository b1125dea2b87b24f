import { z } from 'zod'
import { ConnectionOutcome, Request } from './request.ts'

export const ConnectionState = ConnectionOutcome.shape.connection_state.exclude([''])
export type ConnectionState = z.infer<typeof ConnectionState>

/** One TCP connection (or QUIC one, as far as its opening tells). */
export const Connection = Request.pick({
  time: true,
  sensor_id: true,
  conn_id: true,
  transport: true,
  src_ip: true,
  src_port: true,
  peer_ip: true,
  client_ip_source: true,
  dst_ip: true,
  dst_port: true,
  connection_ms: true,
  connection_requests: true,
  bytes_in: true,
  bytes_out: true,
  tcp_signature: true,
  os_guess: true,
  ja4: true,
  tls_sni: true,
  tls_alpn: true,
}).extend({ connection_state: ConnectionState })
export type Connection = z.infer<typeof Connection>

/** Filter of the Connections list; an unset member matches everything. */
export const ConnectionFilter = z.object({
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  state: ConnectionState.optional(),
  src_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
})
export type ConnectionFilter = z.infer<typeof ConnectionFilter>

/** `next` is the cursor of the following page. */
export const ConnectionPage = z.object({
  data: z.array(Connection),
  next: z.string().nullable(),
  /** Time of the newest row stored; null while there is none. */
  as_of: z.string().nullable(),
})
export type ConnectionPage = z.infer<typeof ConnectionPage>

export const ConnectionBucket = z.object({
  bucket_start: z.iso.datetime(),
  connections: z.number().int(),
  by_state: z.record(z.string(), z.number().int()),
})
export type ConnectionBucket = z.infer<typeof ConnectionBucket>

/** One address with what its connections became. */
export const ConnectionSource = z.object({
  src_ip: z.string(),
  connections: z.number().int(),
  by_state: z.record(z.string(), z.number().int()),
  ports: z.number().int(),
  last_seen_at: z.string(),
})
export type ConnectionSource = z.infer<typeof ConnectionSource>

/** Equal spans of time, empty ones included, and the addresses that made most of it. */
export const ConnectionSummary = z.object({
  data: z.array(ConnectionBucket),
  bucket_seconds: z.number().int(),
  sources: z.array(ConnectionSource),
})
export type ConnectionSummary = z.infer<typeof ConnectionSummary>
