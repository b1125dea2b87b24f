import { z } from 'zod'
import { Connection, ConnectionFilter } from '../../model/connection.ts'
import { defineQuery } from '../define-query.ts'

/**
 * Connections that have a row of their own, newest first, of hours from `from` on, which leaves older ones unread;
 * the `after_…` two are the last row of the previous page.
 */
export const listConnectionsFrom = defineQuery({
  name: 'listConnectionsFrom',
  params: ConnectionFilter.extend({
    from: z.iso.datetime().optional(),
    after_time: z.iso.datetime().optional(),
    after_conn_id: z.string().optional(),
    limit: z.number().int().min(1).max(1001),
  }),
  row: Connection,
  sql: `
    SELECT
        vigie_time_text(logs.time) AS time, sensor_id, conn_id, transport,
        vigie_ip_text(logs.src_ip) AS src_ip, src_port, vigie_ip_text(logs.peer_ip) AS peer_ip, client_ip_source,
        vigie_ip_text(logs.dst_ip) AS dst_ip, dst_port, toString(logs.connection_state) AS connection_state,
        connection_ms, connection_requests, bytes_in, bytes_out, tcp_signature, os_guess, ja4, tls_sni, tls_alpn
    FROM ja4_logs.http_logs AS logs
    WHERE logs.type = 'connection'
      AND logs.connection_state != ''
      AND ({from: Nullable(String)} IS NULL OR logs.time >= vigie_time({from: Nullable(String)}))
      AND ({since: Nullable(String)} IS NULL OR logs.time >= vigie_time({since: Nullable(String)}))
      AND ({until: Nullable(String)} IS NULL OR logs.time < vigie_time({until: Nullable(String)}))
      AND ({state: Nullable(String)} IS NULL OR logs.connection_state = {state: Nullable(String)})
      AND ({src_ip: Nullable(String)} IS NULL OR logs.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
      AND ({after_time: Nullable(String)} IS NULL OR logs.time <= vigie_time({after_time: Nullable(String)}))
      AND ({after_time: Nullable(String)} IS NULL
        OR (logs.time, conn_id) < (
          assumeNotNull(vigie_time({after_time: Nullable(String)})), ifNull({after_conn_id: Nullable(String)}, '')))
    ORDER BY logs.time DESC, conn_id DESC
    LIMIT {limit: UInt32}
  `,
})
