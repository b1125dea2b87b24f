import { readOrCreateSecret } from '#db/state-directory.ts'
import type { SensorConfig } from './config.ts'
import { ConnectionTable } from './connection/connection-table.ts'
import type { ConnectionTableOptions } from './connection/connection-table.ts'
import { QuicTable } from './connection/quic-table.ts'
import type { OnRow } from './connection/row-writer.ts'
import { tableOptionsOf } from './connection/table-options.ts'
import type { Fact } from './source/fact.ts'

export interface Tables {
  options: ConnectionTableOptions
  handle: (fact: Fact) => void
  /** Ends waits; call it with the time of the facts, some times a second. */
  tick: (now_ms: number) => void
  /** Writes everything that waits. */
  finish: () => void
  counters: () => Record<string, number>
}

/** Facts of TCP and QUIC connections in, rows out. */
export function openTables(config: SensorConfig, onRow: OnRow): Tables {
  const hashKey = Buffer.from(readOrCreateSecret('sensor-header-key'), 'base64url')
  return tablesOf(tableOptionsOf(config, hashKey), onRow)
}

export function tablesOf(options: ConnectionTableOptions, onRow: OnRow): Tables {
  const connections = new ConnectionTable(options, onRow)
  const quic = new QuicTable(options, (row) => {
    const isExcluded = options.excludedSources.includes(row.src_ip)
    if (options.connectionRows !== 'none' && !isExcluded) onRow(row)
  })
  return {
    options,
    handle: (fact) => {
      if (fact.kind === 'datagram') quic.handle(fact)
      else connections.handle(fact)
    },
    tick: (now_ms) => {
      connections.tick(now_ms)
      quic.tick(now_ms)
    },
    finish: () => {
      connections.finish()
      quic.finish()
    },
    counters: () => ({ ...connections.counters(), ...quic.counters() }),
  }
}
