import { AddressRanges } from './address/ranges.ts'
import type { ConnectionTableOptions } from './connection-table.ts'
import { Redactor } from './redact.ts'

/** A table's options; a test names what matters to it. */
export function tableOptions(given: Partial<ConnectionTableOptions> = {}): ConnectionTableOptions {
  return {
    sensor_id: 'test',
    redactor: new Redactor(Buffer.from('a key for tests only')),
    maxConnections: 1000,
    maxBufferedBytes: 256 << 20,
    responseWaitMs: 3000,
    idleMs: 60_000,
    slowlorisMs: 10_000,
    halfOpenMs: 10_000,
    connectionRows: 'all',
    responses: true,
    responseHeaderNames: new Set(['content-type', 'location', 'set-cookie']),
    trustedProxies: new AddressRanges([]),
    excludedSources: new AddressRanges([]),
    ...given,
  }
}
