import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'

/** One word list on several hosts, as one hour showed it; said again within the hour, the newer row replaces it. */
const Scan = z.object({
  detected_at: z.iso.datetime(),
  window_start: z.iso.datetime(),
  scan_id: z.string(),
  kind: z.enum(['address', 'fingerprint']),
  started_at: z.string(),
  ended_at: z.string(),
  ja4: z.string(),
  header_order_signature: z.string(),
  user_agent: z.string(),
  addresses: z.array(z.string()),
  address_count: z.number().int(),
  asns: z.array(z.number().int()),
  hosts: z.array(z.string()),
  hits: z.number().int(),
  count_4xx: z.number().int(),
  jaccard: z.number().min(0).max(1),
  paths: z.number().int(),
  path_examples: z.array(z.string()),
  proof: z.array(z.object({ one: z.string(), other: z.string(), shared: z.number().int(), either: z.number().int() })),
  reason: z.string(),
})
export type ScanRow = z.input<typeof Scan>

export const insertScans = defineInsert({ table: 'ja4_processing.cross_domain_scans', row: Scan })
