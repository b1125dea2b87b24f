import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** The crawlers of which addresses are known, by the word in their User-Agent. */
export const listCrawlers = defineQuery({
  name: 'listCrawlers',
  params: z.object({}),
  row: z.object({
    crawler: z.string(),
    /** Whether these are all of its operator's addresses; what comes with the product holds only some. */
    is_whole: z.boolean(),
  }),
  sql: `
    SELECT
        toString(told.name) AS crawler,
        toBool(max(told.list IN (
            SELECT list
            FROM ja4_processing.ref_versions
            GROUP BY list
            HAVING argMaxIf(toString(origin), attempted_at, outcome = 'loaded') != 'bundled'))) AS is_whole
    FROM ja4_processing.ref_ip_lists AS told
    WHERE told.kind = 'crawler' AND (told.list, told.version) IN (SELECT list, version FROM ja4_processing.view_ref_current)
    GROUP BY crawler
    ORDER BY crawler
  `,
})
