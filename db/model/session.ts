import { z } from 'zod'
import { ThreatLevel } from './threat-level.ts'
import { VerdictKind } from './verdict.ts'

/** Hour of the window and a 128-bit digest of (host, src_ip, ja4): finds the window without a scan. */
export const SessionId = z.string().regex(/^[0-9a-f]{5,8}-[0-9a-f]{32}$/, 'a session id is <hour>-<32 hex digits>')

/** All requests of one (host, src_ip, ja4) in one hour: the unit that an analyst triages. */
export const Session = z.object({
  session_id: SessionId,
  /** Start of the hour, UTC. */
  window_start: z.string(),
  host: z.string(),
  src_ip: z.string(),
  /** Empty when the client never spoke TLS. */
  ja4: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  hits: z.number().int(),
  connections: z.number().int(),
  uniq_paths: z.number().int(),
  count_post: z.number().int(),
  count_4xx: z.number().int(),
  user_agent: z.string(),
  /** Newest HTTP version seen. */
  http_version: z.string(),
  /** 0 is ordinary, 1 is most anomalous; null until scored. */
  anomaly_score: z.number().min(0).max(1).nullable(),
  threat_level: ThreatLevel.nullable(),
  model_version: z.string().nullable(),
})
export type Session = z.infer<typeof Session>

/** A session with what people decided about it. */
export const TriagedSession = Session.extend({ verdict: VerdictKind.nullable() })
export type TriagedSession = z.infer<typeof TriagedSession>

/** Filter of the Sessions list; an unset member matches everything. */
export const SessionFilter = z.object({
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** Exact host, case-insensitive. */
  host: z.string().max(255).optional(),
  src_ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  ja4: z.string().max(36).optional(),
})
export type SessionFilter = z.infer<typeof SessionFilter>
