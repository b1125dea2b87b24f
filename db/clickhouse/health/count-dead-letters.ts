import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** How many raw rows could not be typed since a time, by reason. */
export const countDeadLetters = defineQuery({
  name: 'countDeadLetters',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ reason: z.string(), count: z.number().int(), newest_at: z.string() }),
  sql: `
    SELECT reason, count() AS count, vigie_time_text(max(ingest_time)) AS newest_at
    FROM ja4_logs.dead_letters
    WHERE ingest_time >= vigie_time({since: String})
    GROUP BY reason
    ORDER BY count DESC, reason
  `,
})
