import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** The gravest level that a rule gave each session of an hour. */
export const listRuleLevels = defineQuery({
  name: 'listRuleLevels',
  params: z.object({ window_start: z.iso.datetime() }),
  row: z.object({ session_id: SessionId, threat_level: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']) }),
  sql: `
    SELECT
        told.session_id AS session_id,
        argMax(toString(told.threat_level), indexOf(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'], toString(told.threat_level))) AS threat_level
    FROM ja4_processing.ml_detected_anomalies AS told FINAL
    WHERE told.window_start = toDateTime(vigie_time({window_start: String}), 'UTC') AND told.rule != '' AND told.session_id != ''
    GROUP BY told.session_id
  `,
})
