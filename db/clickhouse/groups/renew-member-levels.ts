import { clickhouseFor } from '../client.ts'
import { failureOf } from '../failure.ts'

const LEVELS = `
    INSERT INTO ja4_processing.campaign_members
    SELECT members.* REPLACE (
        greatest(vigie_time({now: String}), members.updated_at + INTERVAL 1 MILLISECOND) AS updated_at,
        scored.threat_level AS threat_level
    )
    FROM ja4_processing.campaign_members AS members FINAL
    INNER JOIN
    (
        SELECT window_start, session_id, argMax(toString(scores.threat_level), scores.scored_at) AS threat_level
        FROM ja4_processing.ml_all_scores AS scores
        WHERE window_start >= toStartOfHour(vigie_time({since: String}))
          AND session_id IN (
              SELECT session_id FROM ja4_processing.campaign_members
              WHERE window_start >= toStartOfHour(vigie_time({since: String}))
          )
        GROUP BY window_start, session_id
    ) AS scored ON scored.window_start = members.window_start AND scored.session_id = members.session_id
    WHERE members.window_start >= toStartOfHour(vigie_time({since: String}))
      AND members.campaign_id >= 0 AND toString(members.threat_level) != scored.threat_level
`

/** Gives the members of campaigns of windows since a time the level of their newest score, where it is another: a session may be flagged no more. */
export async function renewMemberLevels(params: { since: string; now: string }): Promise<void> {
  try {
    await clickhouseFor('writer').command({ query: LEVELS, query_params: params })
  } catch (error) {
    throw failureOf(error, 'renewMemberLevels')
  }
}
