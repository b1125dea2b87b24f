import { z } from 'zod'
import { ThreatLevel } from '../../model/threat-level.ts'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** The sessions of an hour that the model flagged, with when it did for the first time. */
export const listModelAnomalies = defineQuery({
  name: 'listModelAnomalies',
  params: z.object({ window_start: z.iso.datetime() }),
  row: z.object({ session_id: SessionId, first_detected_at: z.string(), threat_level: ThreatLevel }),
  sql: `
    SELECT
        told.session_id AS session_id,
        vigie_time_text(told.first_detected_at) AS first_detected_at,
        toString(told.threat_level) AS threat_level
    FROM ja4_processing.ml_detected_anomalies AS told FINAL
    WHERE told.window_start = toDateTime(vigie_time({window_start: String}), 'UTC') AND told.rule = '' AND told.session_id != ''
  `,
})
