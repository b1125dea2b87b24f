import { z } from 'zod'
import { Request } from '#db/model/request.ts'
import { TriagedSession } from '#db/model/session.ts'
import { User } from '#db/model/user.ts'

export const SessionPage = z.object({
  data: z.array(TriagedSession),
  next: z.string().nullable(),
  as_of: z.string().nullable(),
})

export const Histogram = z.object({
  data: z.array(
    z.object({
      bucket_start: z.string(),
      sessions: z.number(),
      requests: z.number(),
      by_threat_level: z.record(z.string(), z.number()),
    }),
  ),
  bucket_seconds: z.number(),
})

export const RequestPage = z.object({ data: z.array(Request), next: z.string().nullable() })

export const Me = z.object({ user: User })
