import { z } from 'zod'

/** The rules that need no model, the gravest first. */
export const RuleName = z.enum([
  'credential_stuffing',
  'brute_force',
  'attack_payload',
  'slowloris',
  'ja4_rotation',
  'path_scan',
  'request_rate',
  'connection_scan',
])
export type RuleName = z.infer<typeof RuleName>

/** What a rule found in one session, or in connections that belong to none. */
export const RuleHit = z.object({
  /** A rule's name; one that this version does not know is told as it is. */
  rule: z.string(),
  window_start: z.string(),
  /** Empty: connections without a request, which no session has. */
  session_id: z.string(),
  src_ip: z.string(),
  ja4: z.string(),
  host: z.string(),
  threat_level: z.string(),
  /** When the rule found it, and when it last found more: not when the traffic was, which the hour says. */
  first_detected_at: z.string(),
  detected_at: z.string(),
  /** One sentence with the counts that matter. */
  reason: z.string(),
  /** What the rule counted, by name. */
  rule_counts: z.record(z.string(), z.number()),
})
export type RuleHit = z.infer<typeof RuleHit>

/** One rule over a span of time. */
export const RuleSummary = z.object({
  rule: z.string(),
  sessions: z.number().int(),
  src_ips: z.number().int(),
  by_threat_level: z.record(z.string(), z.number().int()),
  /** When a rule last looked and found something new. */
  last_detected_at: z.string(),
  /** The newest hour whose traffic it speaks of. */
  last_window_start: z.string(),
  /** The newest of the gravest. */
  example: RuleHit,
})
export type RuleSummary = z.infer<typeof RuleSummary>
