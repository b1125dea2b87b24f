import { z } from 'zod'

/** One place where the sensor listens in, and whether it does. */
export const Hook = z.object({
  /** `ingress`, `plaintext`, `tls`. */
  hook: z.string(),
  /** Interface, symbol, library path, or the executable whose TLS is not decrypted. */
  target: z.string(),
  state: z.enum(['attached', 'waiting', 'failed', 'not_decrypted']),
  /** Why it is not attached, or what its TLS is thought to be; empty otherwise. */
  detail: z.string(),
})
export type Hook = z.infer<typeof Hook>

/** What a sensor says of itself every few seconds; counters count from its start. */
export const SensorHeartbeat = z.object({
  sensor_id: z.string(),
  time: z.string(),
  started_at: z.string(),
  /** As the sensor's settings name them: `ebpf`, `libpcap`, `network-socket:PATH`. */
  sources: z.array(z.string()),
  outputs: z.array(z.string()),
  hooks: z.array(Hook),
  /** Losses are named `dropped_*` and `malformed_*`, by cause. */
  counters: z.record(z.string(), z.number()),
})
export type SensorHeartbeat = z.infer<typeof SensorHeartbeat>

/** A sensor's newest heartbeat, and by how much each counter grew over the last seconds before it: a loss of last week is no loss of now. */
export const SensorReport = SensorHeartbeat.extend({ recent_s: z.number(), recent: z.record(z.string(), z.number()) })
export type SensorReport = z.infer<typeof SensorReport>

export function isLoss(counter: string): boolean {
  return counter.startsWith('dropped_') || counter.startsWith('malformed_')
}
