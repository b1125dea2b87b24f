import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The hours since a time in which these models have not scored every request, or of which something was told since; newest first. Cheap to ask, so that features are worked out only where there is something to score. */
export const listUnscoredWindows = defineQuery({
  name: 'listUnscoredWindows',
  params: z.object({ since: z.iso.datetime(), model_versions: z.array(z.string()) }),
  row: z.object({ window_start: z.string() }),
  role: 'writer',
  sql: `
    SELECT vigie_time_text(windows.window_start) AS window_start
    FROM
    (
        SELECT seen.window_start AS window_start
        FROM
        (
            SELECT window_start, sum(agg.hits) AS hits
            FROM ja4_processing.agg_host_ip_ja4_1h AS agg
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY window_start
        ) AS seen
        LEFT JOIN
        (
            SELECT
                window_start,
                sumIf(scored.hits, has({model_versions: Array(String)}, toString(scored.model_version)) AND scored.decided_by != 'pending_crawler') AS hits
            FROM ja4_processing.ml_all_scores AS scored FINAL
            WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            GROUP BY window_start
        ) AS scored ON scored.window_start = seen.window_start
        WHERE scored.hits != seen.hits
        UNION DISTINCT
        SELECT told.window_start AS window_start
        FROM ja4_processing.view_told_since_scored AS told
        WHERE told.window_start >= toStartOfHour(vigie_time({since: String}))
    ) AS windows
    ORDER BY windows.window_start DESC
  `,
})
