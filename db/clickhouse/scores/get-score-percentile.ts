import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'getScorePercentile',
  params: z.object({ session_id: SessionId, anomaly_score: z.number(), model_name: z.string() }),
  row: z.object({ share: z.number().nullable(), sessions: z.number().int() }),
  // Scores of sessions that were scored again count twice until they are merged: FINAL would cost more than the answer is worth.
  sql: `
    SELECT
        if(count() = 0, NULL, countIf(scores.anomaly_score < {anomaly_score: Float32}) / count()) AS share,
        count() AS sessions
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start <= vigie_session_window({session_id: String})
      AND scores.window_start > vigie_session_window({session_id: String}) - INTERVAL 24 HOUR
      AND scores.model_name = {model_name: String}
  `,
})

export interface ScorePercentile {
  /** Share of the sessions of the day up to this one that score lower, 0 to 1. */
  share: number
  sessions: number
}

/** Where a session's score stands among those that the same model gave in the 24 hours up to it. */
export async function getScorePercentile(
  params: { session_id: string; anomaly_score: number; model_name: string },
  options?: CallOptions,
): Promise<ScorePercentile | undefined> {
  const [row] = await query(params, options)
  return row === undefined || row.share === null ? undefined : { share: row.share, sessions: row.sessions }
}
