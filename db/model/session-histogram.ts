import { z } from 'zod'

/** Equal spans of time, empty ones included. */
export const SessionHistogram = z.object({
  data: z.array(
    z.object({
      bucket_start: z.iso.datetime(),
      sessions: z.number().int(),
      requests: z.number().int(),
      by_threat_level: z.record(z.string(), z.number().int()),
    }),
  ),
  bucket_seconds: z.number().int(),
})
