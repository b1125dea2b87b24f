import type { Request } from '#db/model/request.ts'

/** A connection in the words of ja4sentinel: what the client's first packets said, and whence they came. */
export function sentinelRecordOf(row: Request): Record<string, string | number | boolean> {
  const firstPart = row.ja4.indexOf('_')
  return {
    // Nanoseconds; the last digits are beyond what a JSON number holds.
    timestamp_ns: Date.parse(row.time) * 1e6,
    src_ip: row.peer_ip,
    src_port: row.peer_port,
    dst_ip: row.dst_ip,
    dst_port: row.dst_port,
    ip_meta_ttl: row.ip_meta_ttl,
    ip_meta_total_length: row.ip_meta_total_length,
    ip_meta_id: row.ip_meta_id,
    ip_meta_df: row.ip_meta_df,
    tcp_meta_window_size: row.tcp_meta_window_size,
    tcp_meta_mss: row.tcp_meta_mss,
    tcp_meta_window_scale: row.tcp_meta_window_scale,
    tcp_meta_options: row.tcp_meta_options,
    conn_id: row.conn_id,
    syn_to_clienthello_ms: row.syn_to_clienthello_ms,
    tls_version: row.tls_version,
    tls_sni: row.tls_sni,
    tls_alpn: row.tls_alpn,
    ja4: row.ja4,
    ja4_hash: firstPart < 0 ? '' : row.ja4.slice(firstPart + 1),
    ja3: row.ja3,
    ja3_hash: row.ja3_hash,
  }
}
