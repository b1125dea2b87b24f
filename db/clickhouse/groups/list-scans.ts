import { z } from 'zod'
import { Scan } from '../../model/scan.ts'
import { defineQuery } from '../define-query.ts'

/** Each scanner as it was seen last, the newest first; the `after_…` two are the last row of the previous page. */
export const listScans = defineQuery({
  name: 'listScans',
  params: z.object({
    since: z.iso.datetime().optional(),
    after_detected_at: z.string().optional(),
    after_scan_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: Scan,
  sql: `
    SELECT
        scan_id,
        toString(newest.kind) AS kind,
        vigie_time_text(newest.detected_at) AS detected_at,
        vigie_time_text(newest.started_at) AS started_at,
        vigie_time_text(newest.ended_at) AS ended_at,
        ja4, header_order_signature, user_agent,
        arrayMap(address -> vigie_ip_text(address), newest.addresses) AS addresses,
        address_count, asns, arrayMap(each -> toString(each), newest.hosts) AS hosts,
        hits, count_4xx, jaccard, paths, path_examples, proof, reason
    FROM
    (
        SELECT *
        FROM ja4_processing.cross_domain_scans
        ORDER BY window_start DESC, cross_domain_scans.detected_at DESC
        LIMIT 1 BY scan_id
    ) AS newest
    WHERE ({since: Nullable(String)} IS NULL OR newest.detected_at >= vigie_time({since: Nullable(String)}))
      AND ({after_detected_at: Nullable(String)} IS NULL
        OR (newest.detected_at, scan_id) < (assumeNotNull(vigie_time({after_detected_at: Nullable(String)})), ifNull({after_scan_id: Nullable(String)}, '')))
    ORDER BY newest.detected_at DESC, scan_id DESC
    LIMIT {limit: UInt32}
  `,
})
