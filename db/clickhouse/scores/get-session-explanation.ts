import { z } from 'zod'
import { SessionExplanation } from '../../model/explanation.ts'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'getSessionExplanation',
  params: z.object({ session_id: SessionId }),
  row: SessionExplanation,
  sql: `
    SELECT
        anomalies.reasons AS reasons,
        anomalies.reason AS reason,
        anomalies.counterfactual AS counterfactual,
        if(isNaN(anomalies.counterfactual_score), NULL, anomalies.counterfactual_score) AS counterfactual_score,
        toString(anomalies.model_version) AS model_version,
        vigie_time_text(anomalies.detected_at) AS explained_at
    FROM ja4_processing.ml_detected_anomalies AS anomalies
    WHERE anomalies.window_start = vigie_session_window({session_id: String})
      AND anomalies.session_id = {session_id: String}
      AND anomalies.rule = ''
    ORDER BY anomalies.detected_at DESC
    LIMIT 1
  `,
})

/** What was said when the model flagged the session; undefined when it did not, or its reasons are still to come. */
export async function getSessionExplanation(
  params: { session_id: string },
  options?: CallOptions,
): Promise<SessionExplanation | undefined> {
  const rows = await query(params, options)
  return rows.find(({ reasons }) => reasons.length > 0)
}
