import { readOrCreateSecret } from '#db/state-directory.ts'
import type { SensorConfig } from './config.ts'
import { ConnectionTable } from './connection/connection-table.ts'
import { Heartbeat } from './heartbeat.ts'
import { openOutputs } from './output/open-outputs.ts'
import { ownPorts } from './own-ports.ts'
import { EbpfSource } from './source/ebpf.ts'
import { log } from './service-log.ts'

const TICK_MS = 250

export interface LiveSensor {
  /** Takes new settings of what is watched; connections and outputs go on. */
  reload: (config: SensorConfig) => Promise<void>
  /** Detaches, writes out what is known, and waits until the outputs have it safe. */
  stop: () => Promise<void>
}

/** Kernel → connections → outputs, with a heartbeat beside it. */
export async function startLiveSensor(config: SensorConfig): Promise<LiveSensor> {
  const started_at = new Date().toISOString()
  const outputs = openOutputs(config)
  const table = new ConnectionTable(
    {
      sensor_id: config.sensor_id,
      headerHashKey: Buffer.from(readOrCreateSecret('sensor-header-key'), 'base64url'),
      maxConnections: config.max_connections,
      responseWaitMs: config.response_wait_ms,
      idleMs: config.idle_ms,
      responses: config.responses,
    },
    (request) => outputs.forEach((output) => output.write([request])),
  )
  let source = sourceOf(config, table)
  await source.start()

  const ticking = setInterval(() => table.tick(Date.now()), TICK_MS)
  const heartbeat = new Heartbeat((missed) => ({
    sensor_id: config.sensor_id,
    time: new Date().toISOString(),
    started_at,
    hooks: source.hooks(),
    counters: mergeCounters([
      { missed_heartbeats: missed },
      source.counters(),
      table.counters(),
      ...outputs.map((output) => output.counters()),
    ]),
  }))
  heartbeat.start()

  return {
    reload: async (next) => {
      await source.stop()
      source = sourceOf(next, table)
      await source.start()
      log('configuration read again')
    },
    stop: async () => {
      await source.stop()
      clearInterval(ticking)
      table.finish()
      await Promise.all(outputs.map((output) => output.close()))
      await heartbeat.stop()
    },
  }
}

function mergeCounters(parts: readonly Record<string, number>[]): Record<string, number> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
}

function sourceOf(config: SensorConfig, table: ConnectionTable): EbpfSource {
  return new EbpfSource(
    {
      interfaces: config.interfaces,
      includedPorts: config.listen_ports,
      excludedPorts: [...config.exclude_ports, ...ownPorts()],
      responses: config.responses,
      ringBytes: config.ring_bytes,
    },
    (fact) => table.handle(fact),
  )
}
