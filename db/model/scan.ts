import { z } from 'zod'

/** One word list tried on several hosts. */
export const Scan = z.object({
  scan_id: z.string(),
  kind: z.enum(['address', 'fingerprint']),
  detected_at: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  ja4: z.string(),
  header_order_signature: z.string(),
  user_agent: z.string(),
  /** The first hundred. */
  addresses: z.array(z.string()),
  address_count: z.number().int(),
  asns: z.array(z.number().int()),
  hosts: z.array(z.string()),
  hits: z.number().int(),
  count_4xx: z.number().int(),
  /** Mean over the pairs of hosts, 0 to 1. */
  jaccard: z.number(),
  paths: z.number().int(),
  path_examples: z.array(z.string()),
  proof: z.array(z.object({ one: z.string(), other: z.string(), shared: z.number().int(), either: z.number().int() })),
  reason: z.string(),
})
export type Scan = z.infer<typeof Scan>

export const ScanPage = z.object({ data: z.array(Scan), next: z.string().nullable(), as_of: z.string().nullable() })
export type ScanPage = z.infer<typeof ScanPage>

/** What a session is part of. */
export const SessionGroups = z.object({
  campaign: z
    .object({
      campaign_id: z.number().int(),
      membership: z.number(),
      proof: z.array(z.object({ feature: z.string(), value: z.number(), campaign_median: z.number() })),
      reason: z.string(),
    })
    .nullable(),
  fleets: z.array(
    z.object({ fleet_id: z.string(), fleet_score: z.number(), addresses: z.number().int(), proof: z.string() }),
  ),
  scans: z.array(z.object({ scan_id: z.string(), hosts: z.number().int(), jaccard: z.number(), reason: z.string() })),
})
export type SessionGroups = z.infer<typeof SessionGroups>
