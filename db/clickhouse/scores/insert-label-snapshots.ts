import { z } from 'zod'
import { defineInsert } from '../define-insert.ts'
import { LabelSnapshot } from './label-snapshot.ts'

/** A newer one of the same session replaces the older. */
export const insertLabelSnapshots = defineInsert({
  table: 'ja4_processing.label_snapshots',
  row: LabelSnapshot.extend({
    // JSON has no NaN: the store reads it from text.
    fingerprint_coherence_score: z
      .union([z.number(), z.nan()])
      .transform((value) => (Number.isNaN(value) ? 'nan' : value)),
  }),
})
