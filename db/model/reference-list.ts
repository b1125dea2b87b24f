import { z } from 'zod'

/** A list of reference data as the Health page tells of it. */
export const ReferenceList = z.object({
  name: z.string(),
  title: z.string(),
  kind: z.enum(['asn', 'asn_labels', 'bot', 'crawler', 'block', 'cloud', 'fingerprints']),
  /**
   * `current`: from its publisher and young enough; `stale`: nobody could confirm it for long; `bundled`: the small set that
   * comes with the product; `superseded`: another list stands in its place; `empty`: nothing was ever loaded; `off`: switched off.
   */
  state: z.enum(['current', 'stale', 'bundled', 'superseded', 'empty', 'off']),
  rows: z.number().int(),
  source: z.string(),
  licence: z.string(),
  loaded_at: z.string().nullable(),
  /** When it was last loaded or found unchanged. */
  last_success_at: z.string().nullable(),
  last_failure_at: z.string().nullable(),
  /** Why the last attempt failed; empty when it did not. */
  failure: z.string(),
})
export type ReferenceList = z.infer<typeof ReferenceList>
