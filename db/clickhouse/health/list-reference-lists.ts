import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Each list that was ever tried: what counts of it, and how the attempts went. */
export const listReferenceLists = defineQuery({
  name: 'listReferenceLists',
  params: z.object({}),
  row: z.object({
    list: z.string(),
    /** Of the version that counts; 0 when there is none. */
    rows: z.number().int(),
    version: z.number().int(),
    origin: z.enum(['', 'bundled', 'downloaded', 'file']),
    source: z.string(),
    licence: z.string(),
    sha256: z.string(),
    etag: z.string(),
    last_modified: z.string(),
    /** What was left out of the version that counts. */
    detail: z.string(),
    /** Whether lookups see it: complete, and no other list stands in its place. */
    counts: z.boolean(),
    loaded_at: z.string().nullable(),
    /** When it was last found to be up to date. */
    last_success_at: z.string().nullable(),
    last_failure_at: z.string().nullable(),
    last_failure: z.string(),
  }),
  sql: `
    WITH newest AS
    (
        SELECT
            list,
            argMaxIf(tuple(rows, version, origin, source, licence, sha256, etag, last_modified, detail), attempted_at, outcome = 'loaded') AS told,
            maxOrNullIf(attempted_at, outcome = 'loaded') AS loaded_at,
            maxOrNullIf(attempted_at, outcome IN ('loaded', 'unchanged')) AS last_success_at,
            maxOrNullIf(attempted_at, outcome = 'failed') AS last_failure_at,
            argMaxIf(detail, attempted_at, outcome = 'failed') AS last_failure
        FROM ja4_processing.ref_versions
        GROUP BY list
    )
    SELECT
        newest.list AS list,
        told.1 AS rows,
        told.2 AS version,
        told.3 AS origin,
        told.4 AS source,
        told.5 AS licence,
        told.6 AS sha256,
        told.7 AS etag,
        told.8 AS last_modified,
        told.9 AS detail,
        CAST((newest.list, told.2) IN (SELECT list, version FROM ja4_processing.view_ref_current) AND told.1 > 0, 'Bool') AS counts,
        vigie_time_text(newest.loaded_at) AS loaded_at,
        vigie_time_text(newest.last_success_at) AS last_success_at,
        vigie_time_text(newest.last_failure_at) AS last_failure_at,
        newest.last_failure AS last_failure
    FROM newest
    ORDER BY list
  `,
})
