import { z } from 'zod'

/** Where a profile was seen: its values were sent by a real program, or are marked as published. */
const Proof = z.object({
  source: z.enum(['lab', 'published', 'site']),
  /** Program, version, system, site, in words. */
  seen: z.string(),
  sessions: z.number().int(),
  requests: z.number().int(),
  /** UTC days; empty when published. */
  first_day: z.string(),
  last_day: z.string(),
})

/** The headers of a document in their order, as sent; those that depend on the visit left out. */
const DocumentHeaders = z.object({
  http_version: z.enum(['1.1', '2']),
  scheme: z.enum(['http', 'https']),
  names: z.array(z.string()),
  /** Those of the names that not every document has. */
  optional: z.array(z.string()),
})
export type DocumentHeaders = z.infer<typeof DocumentHeaders>

/** How one browser of a family looks on the wire. Lists hold alternatives; an empty list says nothing. */
export const BrowserProfile = z.object({
  profile_id: z.string(),
  /** The engine's family: Chrome, Firefox, Safari. */
  family: z.string(),
  name: z.string(),
  /** Major versions that look so; null: newer ones too, as far as known. */
  version_from: z.number().int(),
  version_to: z.number().int().nullable(),
  ja4s: z.array(z.string()),
  h2_fingerprints: z.array(z.string()),
  document_headers: z.array(DocumentHeaders),
  proof: Proof,
})
export type BrowserProfile = z.infer<typeof BrowserProfile>

export const ProfileState = z.enum(['proposed', 'accepted', 'refused'])
export type ProfileState = z.infer<typeof ProfileState>

/** A profile that the site's own people showed; it counts only once somebody accepted it. */
export const SiteProfile = z.object({
  profile: BrowserProfile,
  state: ProfileState,
  proposed_at: z.string(),
  /** Null until somebody decided. */
  decided_by: z.string().nullable(),
  decided_at: z.string().nullable(),
})
export type SiteProfile = z.infer<typeof SiteProfile>
