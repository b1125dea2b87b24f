import { z } from 'zod'
import { TriagedSession } from './session.ts'

/** `next` is the cursor of the following page. */
export const SessionPage = z.object({
  data: z.array(TriagedSession),
  next: z.string().nullable(),
  /** Time of the newest row stored; null while there is none. */
  as_of: z.string().nullable(),
})
