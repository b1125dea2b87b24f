import { z } from 'zod'
import { SynFacts, TlsFacts } from './request.ts'
import { TriagedSession } from './session.ts'
import { ThreatLevel } from './threat-level.ts'
import { Verdict } from './verdict.ts'

/** One feature of a session beside what the model's baseline held; null where there is too little evidence. */
export const FeatureReading = z.object({
  name: z.string(),
  value: z.number().nullable(),
  baseline_median: z.number().nullable(),
  baseline_iqr: z.number().nullable(),
  /** Robust z: distance from the median in units of IQR / 1.349; at most 100 either way. */
  deviation: z.number().nullable(),
})
export type FeatureReading = z.infer<typeof FeatureReading>

export const SessionScore = z.object({
  anomaly_score: z.number().min(0).max(1),
  threat_level: ThreatLevel,
  model_version: z.string(),
  scored_at: z.string(),
})
export type SessionScore = z.infer<typeof SessionScore>

/** Everything that the session's page shows but its requests. */
export const SessionDetail = z.object({
  session: TriagedSession,
  syn: SynFacts,
  tls: TlsFacts,
  h2_fingerprint: z.string(),
  header_order_signature: z.string(),
  connections: z.number().int(),
  features: z.array(FeatureReading).nullable(),
  score: SessionScore.nullable(),
  /** Newest first. */
  verdicts: z.array(Verdict),
})
export type SessionDetail = z.infer<typeof SessionDetail>
