import { z } from 'zod'
import { SynFacts, TlsFacts } from '../../model/request.ts'
import { SessionId } from '../../model/session.ts'
import { defineQuery, type CallOptions } from '../define-query.ts'

const Other = z.object({
  h2_fingerprint: z.string(),
  header_order_signature: z.string(),
  /** TCP connections that carried the session's requests. */
  connections: z.number().int(),
})

export interface SessionFacts extends z.infer<typeof Other> {
  syn: SynFacts
  tls: TlsFacts
}

const query = defineQuery({
  name: 'getSessionFacts',
  params: z.object({ session_id: SessionId }),
  row: SynFacts.extend(TlsFacts.shape).extend(Other.shape),
  sql: `
    SELECT
        ip_meta_ttl, ip_meta_id, ip_meta_df, ip_meta_total_length,
        tcp_meta_window_size, tcp_meta_mss, tcp_meta_window_scale, tcp_meta_options,
        tcp_signature, os_guess,
        tls_version, tls_sni, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash,
        h2_fingerprint, header_order_signature,
        uniqExact(conn_id) OVER () AS connections
    FROM ja4_logs.http_logs
    WHERE time >= vigie_session_window({session_id: String})
      AND time < vigie_session_window({session_id: String}) + INTERVAL 1 HOUR
      AND toStartOfHour(time) = vigie_session_window({session_id: String})
      AND (src_ip, ja4, host) IN (
        SELECT src_ip, ja4, host
        FROM ja4_processing.agg_host_ip_ja4_1h
        WHERE window_start = vigie_session_window({session_id: String})
          AND vigie_session_id(window_start, host, src_ip, ja4) = {session_id: String}
      )
      AND type = 'request'
    ORDER BY ip_meta_ttl > 0 DESC, time DESC
    LIMIT 1
  `,
})

/** What the newest request (one whose SYN was seen, if any) tells about the client. */
export async function getSessionFacts(
  params: { session_id: string },
  options?: CallOptions,
): Promise<SessionFacts | undefined> {
  const rows = await query(params, options)
  const row = rows[0]
  return row && { syn: SynFacts.parse(row), tls: TlsFacts.parse(row), ...Other.parse(row) }
}
