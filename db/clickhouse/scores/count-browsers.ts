import { z } from 'zod'
import { BrowserCount } from '../../model/browsers.ts'
import { defineQuery } from '../define-query.ts'

/** How many scored sessions claim which browser, and what the evidence says they are; the most first. */
export const countBrowsers = defineQuery({
  name: 'countBrowsers',
  params: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
  row: BrowserCount,
  sql: `
    SELECT
        toString(scores.claimed_browser) AS claimed_browser,
        toString(scores.browser_family) AS browser_family,
        count() AS sessions,
        countIf(scores.fingerprint_coherence_score < 0.5) AS incoherent
    FROM ja4_processing.ml_all_scores AS scores FINAL
    WHERE scores.window_start >= toStartOfHour(assumeNotNull(vigie_time({since: String})))
      AND scores.window_start < assumeNotNull(vigie_time({until: String}))
    GROUP BY scores.claimed_browser, scores.browser_family
    ORDER BY sessions DESC, claimed_browser, browser_family
    LIMIT 400
  `,
})
