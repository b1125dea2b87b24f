import type { IdleConnections } from '#db/clickhouse/rules/list-idle-connections.ts'
import type { Thresholds } from './config.ts'
import { counted, spanWords, type Finding } from './finding.ts'

/** Connections that are held open without a request, and ports that are only knocked at; one row may be both. */
export function judgeConnections(rows: readonly IdleConnections[], limits: Thresholds): Finding[] {
  return rows.flatMap((row) => [...slow(row, limits), ...knocking(row, limits)])
}

function slow(row: IdleConnections, { slow_connections: limit }: Thresholds): Finding[] {
  const { window_start, src_ip, ja4, host, slow_connections, requests } = row
  if (limit === 0 || slow_connections < limit || requests > 10 * slow_connections) return []
  return [
    {
      rule: 'slowloris',
      ...{ window_start, src_ip, ja4, host },
      threat_level: slow_connections >= 10 * limit ? 'CRITICAL' : 'HIGH',
      rule_counts: { slow_connections, requests },
      reason: `${counted(slow_connections, 'connection')} held open without a complete request, ${counted(requests, 'request')} from the address.`,
    },
  ]
}

function knocking(row: IdleConnections, { ports: limit }: Thresholds): Finding[] {
  const { window_start, src_ip, ja4, host, closed_connections, ports, servers } = row
  if (limit === 0 || (ports < limit && servers < 2 * limit)) return []
  return [
    {
      rule: 'connection_scan',
      ...{ window_start, src_ip, ja4, host },
      threat_level: ports >= 4 * limit ? 'HIGH' : 'MEDIUM',
      rule_counts: { closed_connections, ports, servers },
      reason: `${counted(closed_connections, 'connection')} without a request, to ${counted(ports, 'port')} of ${counted(servers, 'server')}, ${spanWords([row])}.`,
    },
  ]
}
