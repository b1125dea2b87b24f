import { z } from 'zod'

/** Who said what a session is, the most trusted first: where two disagree, the earlier one counts. */
export const LABEL_SOURCES = ['verdict', 'lab', 'verified_crawler', 'known_bot', 'challenge'] as const

/** What is known of a session, and by whom; one line of a model's `labels.ndjson`. */
export const Label = z.object({
  session_id: z.string(),
  /** Whether people or a machine stood behind it; a machine that is let through is one too. */
  label: z.enum(['human', 'bot']),
  source: z.enum(LABEL_SOURCES),
  /** Where to look it up: the verdict's id, the list's name for the bot or crawler, the challenge's rule, the file's line. */
  source_id: z.string(),
  at: z.iso.datetime(),
  /** 1: as good as an analyst's word. */
  weight: z.number().positive().max(1),
})
export type Label = z.infer<typeof Label>
