import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Sessions since a time that something other than a model decided on, as last scored: what decided, and the name it had for it. */
export const listSettledSessions = defineQuery({
  name: 'listSettledSessions',
  params: z.object({ since: z.iso.datetime() }),
  row: z.object({ session_id: z.string(), decided_by: z.string(), bot_name: z.string(), scored_at: z.string() }),
  sql: `
    SELECT
        scores.session_id AS session_id,
        toString(argMax(scores.decided_by, scores.scored_at)) AS decided_by,
        toString(argMax(if(scores.bot_name = '', scores.anubis_bot_name, scores.bot_name), scores.scored_at)) AS bot_name,
        vigie_time_text(max(scores.scored_at)) AS scored_at
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
    GROUP BY session_id
    HAVING decided_by != 'model'
  `,
})
