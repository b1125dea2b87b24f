import { z } from 'zod'
import { SCORE_BINS } from '../../model/score-histogram.ts'
import { SessionFilter } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

const span = { since: z.iso.datetime(), until: z.iso.datetime() }

/** How many sessions of a range have which score, by model and level; a session counts with its newest score. */
export const countScoresByBin = defineQuery({
  name: 'countScoresByBin',
  params: SessionFilter.extend(span).extend({ bins: z.literal(SCORE_BINS).default(SCORE_BINS) }),
  row: z.object({
    model_name: z.string(),
    model_version: z.string(),
    threat_level: z.string(),
    /** From 0 for the lowest scores. */
    bin: z.number().int(),
    sessions: z.number().int(),
    newest_scored_at: z.string(),
    /** Hour of the oldest of these sessions. */
    oldest_window_start: z.string(),
  }),
  // A score of 0.29 is a little less in 32 bits: without the summand it would fall into the bin below its own.
  sql: `
    SELECT
        toString(scores.model_name) AS model_name,
        toString(scores.model_version) AS model_version,
        toString(scores.threat_level) AS threat_level,
        toUInt16(least({bins: UInt16} - 1, floor(toFloat64(scores.anomaly_score) * {bins: UInt16} + 1e-5))) AS bin,
        count() AS sessions,
        vigie_time_text(max(scores.scored_at)) AS newest_scored_at,
        vigie_time_text(min(scores.window_start)) AS oldest_window_start
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE ({host: Nullable(String)} IS NULL OR scores.host = lower({host: Nullable(String)}))
      AND ({src_ip: Nullable(String)} IS NULL OR scores.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({ja4: Nullable(String)} IS NULL OR scores.ja4 = {ja4: Nullable(String)})
      AND scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
      AND scores.window_start <= assumeNotNull(vigie_time({until: String}))
      AND scores.ended_at >= assumeNotNull(vigie_time({since: String})) AND scores.started_at < assumeNotNull(vigie_time({until: String}))
    GROUP BY model_name, model_version, threat_level, bin
    ORDER BY model_name, model_version, bin, threat_level
  `,
})
