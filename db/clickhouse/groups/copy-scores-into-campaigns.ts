import { clickhouseFor } from '../client.ts'
import { failureOf } from '../failure.ts'

// HIGH becomes CRITICAL in company of five that are flagged. A newer row replaces the one that says otherwise; those that say it already stay.
const SCORES = `
    INSERT INTO ja4_processing.ml_all_scores
    SELECT scores.* REPLACE (
        scores.scored_at + INTERVAL 1 MILLISECOND AS scored_at,
        joined.campaign_id AS campaign_id,
        if(joined.is_raised AND scores.threat_level = 'HIGH', 'CRITICAL', scores.threat_level) AS threat_level
    )
    FROM ja4_processing.ml_all_scores AS scores
    INNER JOIN
    (
        SELECT members.window_start AS window_start, members.session_id AS session_id, members.campaign_id AS campaign_id,
            members.campaign_id >= 0
                AND countIf(members.threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')) OVER (PARTITION BY members.campaign_id) >= 5 AS is_raised
        FROM ja4_processing.campaign_members AS members FINAL
        WHERE members.window_start >= toStartOfHour(vigie_time({since: String}))
    ) AS joined ON joined.window_start = scores.window_start AND joined.session_id = scores.session_id
    WHERE scores.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (scores.window_start, scores.session_id, scores.scored_at) IN (
          SELECT window_start, session_id, max(every.scored_at)
          FROM ja4_processing.ml_all_scores AS every
          WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            AND session_id IN (
                SELECT session_id FROM ja4_processing.campaign_members
                WHERE window_start >= toStartOfHour(vigie_time({since: String}))
            )
          GROUP BY window_start, session_id
      )
      AND (scores.campaign_id != joined.campaign_id OR scores.threat_level = 'HIGH' AND joined.is_raised)
    LIMIT 1 BY scores.window_start, scores.session_id
`

const ANOMALIES = `
    INSERT INTO ja4_processing.ml_detected_anomalies
    SELECT found.* REPLACE (
        found.detected_at + INTERVAL 1 MILLISECOND AS detected_at,
        joined.campaign_id AS campaign_id,
        if(joined.is_raised AND found.rule = '' AND found.threat_level = 'HIGH', 'CRITICAL', found.threat_level) AS threat_level
    )
    FROM ja4_processing.ml_detected_anomalies AS found FINAL
    INNER JOIN
    (
        SELECT members.window_start AS window_start, members.session_id AS session_id, members.campaign_id AS campaign_id,
            members.campaign_id >= 0
                AND countIf(members.threat_level IN ('MEDIUM', 'HIGH', 'CRITICAL')) OVER (PARTITION BY members.campaign_id) >= 5 AS is_raised
        FROM ja4_processing.campaign_members AS members FINAL
        WHERE members.window_start >= toStartOfHour(vigie_time({since: String}))
    ) AS joined ON joined.window_start = found.window_start AND joined.session_id = found.session_id
    WHERE found.window_start >= toStartOfHour(vigie_time({since: String}))
      AND (found.campaign_id != joined.campaign_id OR found.rule = '' AND found.threat_level = 'HIGH' AND joined.is_raised)
`

/** Writes anew those scores, and anomalies, of windows since a time whose campaign or level is not yet what the members' table makes it. */
export async function copyScoresIntoCampaigns(params: { since: string }): Promise<void> {
  try {
    for (const query of [SCORES, ANOMALIES]) await clickhouseFor('writer').command({ query, query_params: params })
  } catch (error) {
    throw failureOf(error, 'copyScoresIntoCampaigns')
  }
}
