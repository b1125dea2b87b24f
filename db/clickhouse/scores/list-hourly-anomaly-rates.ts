import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The sessions of an hour by what the newest score said of them. */
const HourlyAnomalyRate = z.object({ window_start: z.string(), sessions: z.number(), anomalous: z.number() })
export type HourlyAnomalyRate = z.infer<typeof HourlyAnomalyRate>

/** The hours since a time, the oldest first; anomalous is HIGH or CRITICAL, as a cycle counts it. */
export const listHourlyAnomalyRates = defineQuery({
  name: 'listHourlyAnomalyRates',
  params: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  row: HourlyAnomalyRate,
  sql: `
    SELECT
        vigie_time_text(newest.hours) AS window_start,
        count() AS sessions,
        countIf(newest.level IN ('HIGH', 'CRITICAL')) AS anomalous
    FROM
    (
        SELECT scores.window_start AS hours, argMax(toString(scores.threat_level), scores.scored_at) AS level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
          AND scores.window_start < vigie_time({until: String})
        GROUP BY hours, scores.session_id
    ) AS newest
    GROUP BY newest.hours
    ORDER BY newest.hours
  `,
})
