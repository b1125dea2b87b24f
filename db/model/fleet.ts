import { z } from 'zod'

export const FleetId = z.string().regex(/^[0-9a-f]{16}$/, 'a fleet id is 16 hex digits')

/** How large it was in an hour. */
export const FleetSize = z.object({
  window_start: z.string(),
  addresses: z.number().int(),
  hits: z.number().int(),
})
export type FleetSize = z.infer<typeof FleetSize>

/** Addresses that look alike and act as one machine, as they were seen last. */
export const Fleet = z.object({
  fleet_id: FleetId,
  detected_at: z.string(),
  /** The hour in which it was noticed first, of those that are kept. */
  first_seen_at: z.string(),
  /** 0 like everybody, 1 nothing but a fleet explains it. */
  fleet_score: z.number(),
  /** How alike its members act, and how alike others on the same hosts do; 0 to 1. */
  coherence: z.number(),
  background_coherence: z.number(),
  addresses: z.number().int(),
  sessions: z.number().int(),
  hits: z.number().int(),
  ja4s: z.array(z.string()),
  asns: z.array(z.number().int()),
  countries: z.array(z.string()),
  hosts: z.array(z.string()),
  reason: z.string(),
  /** Addresses more, or fewer, than when it was first seen. */
  growth: z.number().int(),
  sizes: z.array(FleetSize),
})
export type Fleet = z.infer<typeof Fleet>

export const FleetSort = z.enum(['growth', 'score', 'newest'])
export type FleetSort = z.infer<typeof FleetSort>

export const FleetPage = z.object({
  data: z.array(Fleet),
  next: z.string().nullable(),
  as_of: z.string().nullable(),
})
export type FleetPage = z.infer<typeof FleetPage>

export const FleetMember = z.object({
  src_ip: z.string(),
  ja4: z.string(),
  asn: z.number().int(),
  sessions: z.number().int(),
  proof: z.string(),
})
export type FleetMember = z.infer<typeof FleetMember>

/** One hour of a fleet, and whom it gained and lost since the hour before that is kept. */
export const FleetHour = FleetSize.extend({
  joined: z.number().int(),
  left: z.number().int(),
  networks: z.number().int(),
})
export type FleetHour = z.infer<typeof FleetHour>

export const FleetDetail = z.object({
  fleet: Fleet,
  /** Facts that nine in ten members have alike. */
  shared: z.record(z.string(), z.string()),
  likeness: z.record(z.string(), z.number()),
  background_likeness: z.record(z.string(), z.number()),
  path_examples: z.array(z.string()),
  /** At most a thousand. */
  members: z.array(FleetMember),
  history: z.array(FleetHour),
})
export type FleetDetail = z.infer<typeof FleetDetail>
