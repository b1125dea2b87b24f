import { z } from 'zod'

/** One place where the sensor listens in, and whether it does. */
export const Hook = z.object({
  /** `ingress`, `plaintext`, `tls`. */
  hook: z.string(),
  /** Interface, symbol or library path. */
  target: z.string(),
  state: z.enum(['attached', 'waiting', 'failed']),
  /** Why it is not attached; empty otherwise. */
  detail: z.string(),
})
export type Hook = z.infer<typeof Hook>

/** What a sensor says of itself every few seconds; counters count from its start. */
export const SensorHeartbeat = z.object({
  sensor_id: z.string(),
  time: z.string(),
  started_at: z.string(),
  hooks: z.array(Hook),
  /** Losses are named `dropped_*` and `malformed_*`, by cause. */
  counters: z.record(z.string(), z.number()),
})
export type SensorHeartbeat = z.infer<typeof SensorHeartbeat>
