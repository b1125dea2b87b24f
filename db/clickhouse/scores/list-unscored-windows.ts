import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The hours since a time in which this model has not scored every request, newest first: cheap to ask, so that features are worked out only where there is something to score. */
export const listUnscoredWindows = defineQuery({
  name: 'listUnscoredWindows',
  params: z.object({ since: z.iso.datetime(), model_version: z.string() }),
  row: z.object({ window_start: z.string() }),
  sql: `
    SELECT vigie_time_text(seen.window_start) AS window_start
    FROM
    (
        SELECT window_start, sum(agg.hits) AS hits
        FROM ja4_processing.agg_host_ip_ja4_1h AS agg
        WHERE window_start >= toStartOfHour(vigie_time({since: String}))
        GROUP BY window_start
    ) AS seen
    LEFT JOIN
    (
        SELECT window_start, sum(newest.1) AS hits
        FROM
        (
            SELECT window_start, argMax(tuple(scored.hits, toString(scored.model_version)), scored.scored_at) AS newest
            FROM ja4_processing.ml_all_scores AS scored
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY window_start, session_id
        )
        WHERE newest.2 = {model_version: String}
        GROUP BY window_start
    ) AS scored ON scored.window_start = seen.window_start
    WHERE scored.hits != seen.hits
    ORDER BY seen.window_start DESC
  `,
})
