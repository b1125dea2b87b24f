import { z } from 'zod'

/** Where a profile was seen: every value in it was sent by a real program, or is marked as published. */
const Proof = z.object({
  source: z.enum(['lab', 'published', 'site']),
  /** In words: program, version, system, site. */
  seen: z.string(),
  sessions: z.number().int(),
  requests: z.number().int(),
  /** UTC days, empty when published. */
  first_day: z.string(),
  last_day: z.string(),
})

/** How one browser of a family looks on the wire. Lists hold alternatives; an empty list says nothing. */
export const BrowserProfile = z.object({
  profile_id: z.string(),
  family: z.string(),
  name: z.string(),
  /** Major versions that look so, as far as known. */
  version_from: z.number().int(),
  version_to: z.number().int(),
  ja4s: z.array(z.string()),
  h2_fingerprints: z.array(z.string()),
  /** Names of a document's headers in their order, as sent; those that depend on the visit left out. */
  document_headers: z.array(
    z.object({ http_version: z.enum(['1.1', '2', '3']), secure: z.boolean(), names: z.array(z.string()) }),
  ),
  proof: Proof,
})
export type BrowserProfile = z.infer<typeof BrowserProfile>
