import { z } from 'zod'

/** An error as RFC 9457 writes it. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  instance: z.string(),
  /** Names the request in the server's log. */
  request_id: z.string(),
  /** Which member of the query (`?name`) or of the body (JSON pointer) is wrong, and why. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
