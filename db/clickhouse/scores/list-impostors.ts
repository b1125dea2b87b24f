import { z } from 'zod'
import { Impostor } from '../../model/browsers.ts'
import { defineQuery } from '../define-query.ts'

/** Those that claim a browser and are incoherent, by what they claim, what they are and their JA4; the most sessions first. */
export const listImpostors = defineQuery({
  name: 'listImpostors',
  params: z.object({ since: z.iso.datetime(), until: z.iso.datetime(), limit: z.number().int().min(1).max(100) }),
  row: Impostor,
  sql: `
    SELECT
        toString(scores.claimed_browser) AS claimed_browser,
        toString(scores.browser_family) AS browser_family,
        toString(scores.ja4) AS ja4,
        count() AS sessions,
        uniqExact(scores.src_ip) AS addresses,
        avg(scores.fingerprint_coherence_score) AS coherence,
        arrayFilter(
            (axis, misfits) -> misfits * 2 > sessions,
            ['tls', 'http2', 'headers', 'client_hints', 'tcp_os', 'behaviour'],
            [
                countIf(scores.coherence_axes['tls'] = -1), countIf(scores.coherence_axes['http2'] = -1),
                countIf(scores.coherence_axes['headers'] = -1), countIf(scores.coherence_axes['client_hints'] = -1),
                countIf(scores.coherence_axes['tcp_os'] = -1), countIf(scores.coherence_axes['behaviour'] = -1)
            ]
        ) AS unfit_axes,
        argMin(scores.session_id, scores.fingerprint_coherence_score) AS session_id
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
      AND scores.window_start < assumeNotNull(vigie_time({until: String}))
      AND scores.claimed_browser != ''
      AND scores.fingerprint_coherence_score < 0.5
    GROUP BY scores.claimed_browser, scores.browser_family, scores.ja4
    ORDER BY sessions DESC, coherence, ja4
    LIMIT {limit: UInt32}
  `,
})
