import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { SessionScore } from '../../model/session-detail.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const query = defineQuery({
  name: 'getSessionScore',
  params: z.object({ session_id: SessionId }),
  row: SessionScore,
  sql: `
    SELECT
        scores.anomaly_score AS anomaly_score,
        toString(scores.threat_level) AS threat_level,
        toString(scores.model_name) AS model_name,
        toString(scores.model_version) AS model_version,
        vigie_time_text(scores.scored_at) AS scored_at,
        if(isNaN(scores.bot_probability), NULL, scores.bot_probability) AS bot_probability,
        if(isNaN(scores.eif_score), NULL, scores.eif_score) AS eif_score,
        if(isNaN(scores.ae_recon_error), NULL, scores.ae_recon_error) AS ae_recon_error,
        if(isNaN(scores.knn_distance), NULL, scores.knn_distance) AS knn_distance,
        if(isNaN(scores.xgb_prob), NULL, scores.xgb_prob) AS xgb_prob,
        if(isNaN(scores.fingerprint_coherence_score), NULL, scores.fingerprint_coherence_score) AS fingerprint_coherence_score,
        scores.coherence_axes AS coherence_axes,
        toString(scores.browser_family) AS browser_family,
        toString(scores.decided_by) AS decided_by,
        toString(scores.bot_name) AS bot_name,
        dictGet('ja4_processing.dict_bot_ip', 'bot_name', scores.src_ip) AS bot_ip,
        dictGet('ja4_processing.dict_bot_ip', 'list', scores.src_ip) AS bot_ip_list,
        dictGet('ja4_processing.dict_bot_ja4', 'bot_name', toString(scores.ja4)) AS bot_ja4
    FROM ja4_processing.ml_all_scores AS scores
    WHERE scores.window_start = vigie_session_window({session_id: String}) AND scores.session_id = {session_id: String}
    ORDER BY scores.scored_at DESC
    LIMIT 1
  `,
})

/** The newest score of the session, or undefined until there is one. */
export async function getSessionScore(
  params: { session_id: string },
  options?: CallOptions,
): Promise<SessionScore | undefined> {
  const rows = await query(params, options)
  return rows[0]
}
