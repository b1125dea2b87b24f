import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'

const shares = z.record(z.string(), z.number())

/** A fleet as one hour showed it; said again within the hour, the newer row replaces it. */
const Fleet = z.object({
  detected_at: z.iso.datetime(),
  window_start: z.iso.datetime(),
  fleet_id: z.string(),
  fleet_score: z.number().min(0).max(1),
  coherence: z.number(),
  background_coherence: z.number(),
  modularity: z.number(),
  addresses: z.number().int(),
  sessions: z.number().int(),
  hits: z.number().int(),
  ja4s: z.array(z.string()),
  asns: z.array(z.number().int()),
  countries: z.array(z.string()),
  hosts: z.array(z.string()),
  shared: z.record(z.string(), z.string()),
  likeness: shares,
  background_likeness: shares,
  path_examples: z.array(z.string()),
  members: z.array(
    z.object({
      src_ip: z.string(),
      ja4: z.string(),
      asn: z.number().int(),
      sessions: z.number().int(),
      proof: z.string(),
    }),
  ),
  reason: z.string(),
})
export type FleetRow = z.input<typeof Fleet>

export const insertFleets = defineInsert({ table: 'ja4_processing.fleet_detections', row: Fleet })
