import { z } from 'zod'
import { DetectionHealth } from './detection-health.ts'
import { ReferenceList } from './reference-list.ts'
import { SensorReport } from './sensor-heartbeat.ts'

/** What can be said of each part at this moment; null where the part could not be asked. */
export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  time: z.string(),
  store: z.object({
    ok: z.boolean(),
    version: z.string().nullable(),
    latency_ms: z.number().nullable(),
    rows: z.number().int().nullable(),
    newest_row_at: z.string().nullable(),
    bytes_on_disk: z.number().int().nullable(),
    /** Whether the store is the one that comes with the product. */
    embedded: z.boolean(),
    detail: z.string(),
  }),
  state: z.object({ ok: z.boolean(), kind: z.enum(['sqlite', 'postgresql']), detail: z.string() }),
  sensors: z.array(
    SensorReport.extend({
      age_s: z.number(),
      /** Everything that was lost, by cause, most of it in the last seconds first; what each name means stands on the Health page. */
      losses: z.array(z.object({ cause: z.string(), total: z.number(), recent: z.number() })),
    }),
  ),
  scoring: z.object({
    last_run_at: z.string().nullable(),
    model_version: z.string().nullable(),
    model_origin: z.enum(['bundled', 'site']).nullable(),
    scored: z.number().int().nullable(),
    detail: z.string(),
  }),
  detection: DetectionHealth,
  /** What is known of addresses, networks and fingerprints; no list where the store could not be asked. */
  reference: z.object({ lists: z.array(ReferenceList), detail: z.string() }),
})
export type Health = z.infer<typeof Health>
