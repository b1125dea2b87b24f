import { z } from 'zod'
import { defineQuery } from '#db/clickhouse/define-query.ts'
import { Header } from '#db/model/request.ts'

export const StoredRequest = z.object({
  conn_id: z.string(),
  keepalives: z.number().int(),
  src_ip: z.string(),
  src_port: z.number().int(),
  peer_ip: z.string(),
  client_ip_source: z.string(),
  dst_ip: z.string(),
  dst_port: z.number().int(),
  scheme: z.enum(['http', 'https']),
  http_version: z.string(),
  method: z.string(),
  host: z.string(),
  /** Path and query as sent. */
  target: z.string(),
  status_code: z.number().int(),
  response_size: z.number().int(),
  headers: z.array(Header),
  truncated: z.boolean(),
  ja4: z.string(),
  ja3_hash: z.string(),
  ip_meta_ttl: z.number().int(),
})
export type StoredRequest = z.infer<typeof StoredRequest>

/** Requests from the laboratory's addresses since an instant, in the order in which they were made. */
export const listStoredRequests = defineQuery({
  name: 'listStoredRequests',
  params: z.object({ since: z.iso.datetime(), limit: z.number().int(), offset: z.number().int() }),
  row: StoredRequest,
  sql: `
    SELECT
      conn_id,
      keepalives,
      replaceOne(toString(src_ip), '::ffff:', '') AS src_ip,
      src_port,
      replaceOne(toString(peer_ip), '::ffff:', '') AS peer_ip,
      client_ip_source,
      replaceOne(toString(dst_ip), '::ffff:', '') AS dst_ip,
      dst_port,
      scheme,
      http_version,
      method,
      host,
      if(query_string = '', path, concat(path, '?', query_string)) AS target,
      status_code,
      response_size,
      headers,
      truncated,
      ja4,
      ja3_hash,
      ip_meta_ttl
    FROM ja4_logs.http_logs
    WHERE type = 'request'
      AND time >= parseDateTime64BestEffort({since: String}, 3, 'UTC')
      AND (
        (http_logs.src_ip >= toIPv6('::ffff:10.77.0.0') AND http_logs.src_ip <= toIPv6('::ffff:10.77.255.255'))
        OR (http_logs.src_ip >= toIPv6('fd77::') AND http_logs.src_ip <= toIPv6('fd77::ffff:ffff:ffff:ffff'))
      )
    ORDER BY time, conn_id, keepalives, target
    LIMIT {limit: UInt32} OFFSET {offset: UInt32}
  `,
})
