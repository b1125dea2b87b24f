import { z } from 'zod'
import { ConnectionFilter, ConnectionSource } from '../../model/connection.ts'
import { defineQuery } from '../define-query.ts'

/** The addresses with the most connections that have a row of their own. */
export const listConnectionSources = defineQuery({
  name: 'listConnectionSources',
  params: ConnectionFilter.extend({ limit: z.number().int().min(1).max(100) }),
  row: ConnectionSource,
  sql: `
    SELECT
        vigie_ip_text(logs.src_ip) AS src_ip,
        count() AS connections,
        sumMap(map(toString(logs.connection_state), toUInt64(1))) AS by_state,
        uniqExact(logs.dst_ip, logs.dst_port) AS ports,
        vigie_time_text(max(logs.time)) AS last_seen_at
    FROM ja4_logs.http_logs AS logs
    WHERE logs.type = 'connection'
      AND logs.connection_state != ''
      AND ({since: Nullable(String)} IS NULL OR logs.time >= vigie_time({since: Nullable(String)}))
      AND ({until: Nullable(String)} IS NULL OR logs.time < vigie_time({until: Nullable(String)}))
      AND ({state: Nullable(String)} IS NULL OR logs.connection_state = {state: Nullable(String)})
      AND ({src_ip: Nullable(String)} IS NULL OR logs.src_ip = toIPv6OrNull({src_ip: Nullable(String)}))
    GROUP BY logs.src_ip
    ORDER BY connections DESC, last_seen_at DESC, src_ip
    LIMIT {limit: UInt32}
  `,
})
