import { z } from 'zod'

/** Why a session has its score. Numbers that are not known are null. */
export const SessionExplanation = z.object({
  /** The strongest by size, strongest first; a contribution above 0 made the session more anomalous. */
  reasons: z.array(
    z.object({
      /** A feature, or `fingerprint_coherence_score`. */
      feature: z.string(),
      /** In units of raw_anomaly_score. */
      contribution: z.number(),
      value: z.number().nullable(),
      /** Of people with the same claimed browser; of all where the model met none with it. */
      human_median: z.number().nullable(),
    }),
  ),
  /** The same as one sentence. */
  reason: z.string(),
  /** With these at people's values it would not have been flagged; empty when that was not found. */
  counterfactual: z.array(z.object({ feature: z.string(), human_value: z.number().nullable() })),
  /** And would have had this score; null when none was found. */
  counterfactual_score: z.number().nullable(),
  model_version: z.string(),
  explained_at: z.string(),
})
export type SessionExplanation = z.infer<typeof SessionExplanation>
