import { z } from 'zod'
import { defineQuery } from '../define-query.ts'

/** Who made these sessions; those whose rows are gone are left out. */
export const listSessionClients = defineQuery({
  name: 'listSessionClients',
  params: z.object({ session_ids: z.array(z.string()) }),
  row: z.object({ session_id: z.string(), src_ip: z.string(), ja4: z.string(), host: z.string() }),
  sql: `
    SELECT DISTINCT
        vigie_session_id(agg.window_start, agg.host, agg.src_ip, agg.ja4) AS session_id,
        vigie_ip_text(agg.src_ip) AS src_ip,
        agg.ja4 AS ja4,
        agg.host AS host
    FROM ja4_processing.agg_host_ip_ja4_1h AS agg
    WHERE agg.window_start IN (SELECT arrayJoin(arrayMap(each -> vigie_session_window(each), {session_ids: Array(String)})))
      AND has({session_ids: Array(String)}, vigie_session_id(agg.window_start, agg.host, agg.src_ip, agg.ja4))
  `,
})
