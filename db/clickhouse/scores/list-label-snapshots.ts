import { z } from 'zod'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'
import { LabelSnapshot } from './label-snapshot.ts'

/** What these sessions since a time looked like, of those that were kept. */
export const listLabelSnapshots = defineQuery({
  name: 'listLabelSnapshots',
  params: z.object({ session_ids: z.array(SessionId), since: z.iso.datetime() }),
  row: LabelSnapshot,
  sql: `
    SELECT
        kept.session_id AS session_id,
        vigie_time_text(kept.window_start) AS window_start,
        vigie_time_text(kept.started_at) AS started_at,
        vigie_time_text(kept.taken_at) AS taken_at,
        kept.hits AS hits,
        if(isNaN(kept.fingerprint_coherence_score), NULL, toFloat64(kept.fingerprint_coherence_score)) AS fingerprint_coherence_score,
        kept.features AS features
    FROM ja4_processing.label_snapshots AS kept FINAL
    WHERE kept.session_id IN {session_ids: Array(String)}
      AND kept.window_start >= toStartOfHour(vigie_time({since: String}))
  `,
})
