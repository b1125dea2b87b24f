import type { SensorConfig } from '../config.ts'
import { AddressRanges } from './address/ranges.ts'
import type { ConnectionTableOptions } from './connection-table.ts'
import { Redactor } from './redact.ts'

/** What the table takes from the settings; `hashKey` keys the hashes that stand for redacted values. */
export function tableOptionsOf(config: SensorConfig, hashKey: Uint8Array): ConnectionTableOptions {
  return {
    sensor_id: config.sensor_id,
    redactor: config.keep_secrets ? undefined : new Redactor(hashKey, config),
    maxConnections: config.max_connections,
    maxBufferedBytes: config.max_buffered_bytes,
    responseWaitMs: config.response_wait_ms,
    idleMs: config.idle_ms,
    slowlorisMs: config.slowloris_ms,
    halfOpenMs: config.half_open_ms,
    connectionRows: config.connection_rows,
    responses: config.responses,
    responseHeaderNames: new Set(config.response_headers.map((name) => name.toLowerCase())),
    trustedProxies: new AddressRanges(config.trusted_proxies),
    excludedSources: new AddressRanges(config.exclude_source_ips),
  }
}
