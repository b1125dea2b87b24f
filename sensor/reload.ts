import type { SensorConfig } from './config.ts'

/** Settings that a running sensor takes on; the others wait for a restart. */
const TAKEN: ReadonlySet<string> = new Set([
  'sources',
  'interfaces',
  'listen_ports',
  'exclude_ports',
  'quic_ports',
  'ring_bytes',
  'correlation_window_ms',
  'network_ttl_ms',
  'emit_delay_ms',
  'max_http_items',
  'max_network_items',
  'socket_mode',
  'socket_group',
  'log_format',
])

interface Reload {
  /** The running settings with those changes that can be taken. */
  config: SensorConfig
  taken: string[]
  waiting: string[]
}

/** What of the settings as they stand now a running sensor can take. */
export function reloadOf(running: SensorConfig, next: SensorConfig): Reload {
  const values = new Map(Object.entries(running))
  const changed = Object.entries(next).flatMap(([key, value]) =>
    JSON.stringify(value) === JSON.stringify(values.get(key)) ? [] : [key],
  )
  const kept = Object.entries(running).filter(([key]) => !TAKEN.has(key))
  return {
    config: { ...next, ...Object.fromEntries(kept) },
    taken: changed.filter((key) => TAKEN.has(key)),
    waiting: changed.filter((key) => !TAKEN.has(key)),
  }
}
