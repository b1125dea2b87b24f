import { z } from 'zod'
import { NewJa4s } from '../../model/drift.ts'
import { defineQuery } from '../define-query.ts'

/** By day since a time, days without one left out: JA4s that no address had before, as far as a month is remembered, and all known by then. */
export const countNewJa4s = defineQuery({
  name: 'countNewJa4s',
  params: z.object({ since: z.iso.datetime() }),
  row: NewJa4s,
  sql: `
    SELECT
        concat(toString(firsts.first_seen), 'T00:00:00.000Z') AS day,
        count() AS new_ja4s,
        sum(count()) OVER (ORDER BY firsts.first_seen) AS ja4s
    FROM
    (
        SELECT seen.ja4 AS ja4, min(seen.day) AS first_seen
        FROM ja4_processing.seen_ip_ja4_1d AS seen
        WHERE seen.ja4 != ''
        GROUP BY seen.ja4
    ) AS firsts
    GROUP BY firsts.first_seen
    HAVING firsts.first_seen >= toDate(vigie_time({since: String}))
    ORDER BY day
  `,
})
