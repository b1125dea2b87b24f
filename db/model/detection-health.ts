import { z } from 'zod'

/** The detector's process, the models that score, and what the last cycle did. */
export const DetectionHealth = z.object({
  detector: z.object({
    state: z.enum(['not_started', 'idle', 'working', 'restarting']),
    pid: z.number().int().nullable(),
    rss_bytes: z.number(),
    /** The most that it ever held since it started. */
    rss_bytes_max: z.number(),
    restarts: z.number().int(),
    /** Why it last ended by itself; empty when it never did. */
    last_end: z.string(),
  }),
  models: z.array(
    z.object({
      model_name: z.string(),
      model_version: z.string(),
      origin: z.enum(['site', 'bundled']),
      trained_at: z.string(),
      /** Sessions that it learnt from. */
      rows: z.number().int(),
      voices: z.array(
        z.object({
          voice: z.string(),
          /** Share in the final score; null: it does not speak. */
          weight: z.number().nullable(),
          /** Why it does not speak; empty when it does. */
          why_not: z.string(),
        }),
      ),
    }),
  ),
  /** Null before the first. */
  last_cycle: z
    .object({
      flagged: z.number().int(),
      explained: z.number().int(),
      known_bots: z.number().int(),
      verified_crawlers: z.number().int(),
      duration_ms: z.number(),
      /** Latency of each step, in the order in which they ran. */
      steps_ms: z.record(z.string(), z.number()),
      /** Step and why it failed. */
      failed_steps: z.record(z.string(), z.string()),
    })
    .nullable(),
})
export type DetectionHealth = z.infer<typeof DetectionHealth>
