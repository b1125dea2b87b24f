import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'

/** A campaign as it stands now; a newer `updated_at` replaces it. */
const Campaign = z.object({
  campaign_id: z.number().int().min(1),
  updated_at: z.iso.datetime(),
  started_at: z.string(),
  ended_at: z.string(),
  threat_level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  sessions: z.number().int(),
  addresses: z.number().int(),
  hits: z.number().int(),
  persistence: z.number().min(0).max(1),
  ja4s: z.array(z.string()),
  asns: z.array(z.number().int()),
  countries: z.array(z.string()),
  hosts: z.array(z.string()),
  traits: z.array(z.object({ feature: z.string(), median: z.number(), human_median: z.number() })),
  trait_deviations: z.array(z.number()),
  reason: z.string(),
})

export const insertCampaigns = defineInsert({ table: 'ja4_processing.campaigns', row: Campaign })
