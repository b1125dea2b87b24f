import { z } from 'zod'

/** What the detector process is asked; `task` and `options` are checked there. */
export const Question = z.object({ id: z.number().int(), task: z.string(), options: z.unknown() })
export type Question = z.infer<typeof Question>

const Memory = z.object({
  /** Resident now, and the most that it ever was. */
  rss_bytes: z.number(),
  rss_bytes_max: z.number(),
})
export type Memory = z.infer<typeof Memory>

/** What the detector process says. */
export const Word = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  Memory.extend({ kind: z.literal('memory') }),
  /** Why boosted trees cannot be trained here; null when they can. */
  z.object({ kind: z.literal('voices'), xgboost_problem: z.string().nullable() }),
  z.object({ kind: z.literal('answer'), id: z.number().int(), result: z.unknown() }),
  /** `name`: of the class of the refusal, where it is one of db/model/errors.ts. */
  z.object({ kind: z.literal('failure'), id: z.number().int(), name: z.string(), message: z.string() }),
])
export type Word = z.infer<typeof Word>
