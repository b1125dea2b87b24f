import { z } from 'zod'
import { Request } from '../../model/request.ts'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** A session's requests in the order of time; the `after_…` three are the last row of the previous page. */
export const listSessionRequests = defineQuery({
  name: 'listSessionRequests',
  params: z.object({
    session_id: SessionId,
    after_time: z.iso.datetime().optional(),
    after_conn_id: z.string().optional(),
    after_keepalives: z.number().int().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: Request,
  sql: `
    SELECT
        toString(logs.type) AS type, vigie_time_text(logs.time) AS time, sensor_id, conn_id, transport,
        vigie_ip_text(logs.src_ip) AS src_ip, src_port, vigie_ip_text(logs.peer_ip) AS peer_ip, peer_port, client_ip_source,
        vigie_ip_text(logs.dst_ip) AS dst_ip, dst_port, keepalives,
        scheme, http_version, method, host, path, query_string, headers, header_order_signature, h2_fingerprint,
        truncated, status_code, response_size, duration_ms, response_headers,
        syn_to_clienthello_ms, clienthello_to_request_ms,
        ja4_second_hello, correlated, orphan_side,
        connection_state, connection_ms, connection_requests, bytes_in, bytes_out,
        ip_meta_ttl, ip_meta_id, ip_meta_df, ip_meta_total_length,
        tcp_meta_window_size, tcp_meta_mss, tcp_meta_window_scale, tcp_meta_options,
        tcp_signature, os_guess,
        tls_version, tls_sni, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash
    FROM ja4_logs.http_logs AS logs
    WHERE logs.time >= vigie_session_window({session_id: String})
      AND logs.time < vigie_session_window({session_id: String}) + INTERVAL 1 HOUR
      AND toStartOfHour(logs.time) = vigie_session_window({session_id: String})
      AND (logs.src_ip, logs.ja4, logs.host) IN (
        SELECT src_ip, ja4, host
        FROM ja4_processing.agg_host_ip_ja4_1h
        WHERE window_start = vigie_session_window({session_id: String})
          AND vigie_session_id(window_start, host, src_ip, ja4) = {session_id: String}
      )
      AND logs.type = 'request'
      AND ({after_time: Nullable(String)} IS NULL
        OR (logs.time, conn_id, keepalives) > (
          assumeNotNull(vigie_time({after_time: Nullable(String)})),
          ifNull({after_conn_id: Nullable(String)}, ''),
          ifNull({after_keepalives: Nullable(UInt32)}, 0)))
    ORDER BY logs.time, conn_id, keepalives
    LIMIT {limit: UInt32}
  `,
})
