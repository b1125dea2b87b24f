import type { Request } from '#db/model/request.ts'
import type { SensorConfig } from './config.ts'
import { Heartbeat } from './heartbeat.ts'
import { openOutputs } from './output/open-outputs.ts'
import type { Repeated } from './output/output.ts'
import { openSources } from './open-sources.ts'
import { openTables } from './open-tables.ts'
import { reloadOf } from './reload.ts'
import { log, reasonOf, setLogFormat } from './service-log.ts'

const TICK_MS = 250

export interface LiveSensor {
  /** Takes new settings of what is watched; connections and outputs go on, files are opened anew. */
  reload: (config: SensorConfig) => Promise<void>
  /** Detaches, writes out what is known, and waits until the outputs have it safe. */
  stop: () => Promise<void>
}

/** Sources → connections → outputs, with a heartbeat beside it. */
export async function startLiveSensor(started: SensorConfig): Promise<LiveSensor> {
  let config = started
  const started_at = new Date().toISOString()
  const outputs = openOutputs(config)
  const write = (row: Request, connection?: Repeated): void => {
    for (const output of outputs) output.write([row], connection)
  }
  const tables = openTables(config, write)
  let sources = await openSources(config, tables, write)

  const ticking = setInterval(() => [tables, ...sources].forEach((each) => each.tick(Date.now())), TICK_MS)
  const heartbeat = new Heartbeat((missed) => ({
    sensor_id: config.sensor_id,
    time: new Date().toISOString(),
    started_at,
    sources: sources.map(({ name }) => name),
    outputs: config.outputs,
    hooks: sources.flatMap((source) => source.hooks()),
    counters: sumOf([
      { missed_heartbeats: missed },
      ...[...sources, tables, ...outputs].map((each) => each.counters()),
    ]),
  }))
  heartbeat.start()

  /** In every moment at most one set of sources runs; what cannot start leaves the former in place. */
  const restartSources = async (next: SensorConfig) => {
    for (const source of sources) await source.stop()
    sources = []
    try {
      sources = await openSources(next, tables, write)
      config = next
    } catch (error) {
      sources = await openSources(config, tables, write)
      throw error
    }
  }
  return {
    reload: async (next) => {
      for (const output of outputs) output.reopen?.()
      const { config: taken, ...changes } = reloadOf(config, next)
      setLogFormat(taken.log_format)
      try {
        if (changes.taken.length > 0) await restartSources(taken)
        log(`configuration read again; taken: ${listed(changes.taken)}; after a restart: ${listed(changes.waiting)}`)
      } catch (error) {
        log(`configuration not taken, the former one stays: ${reasonOf(error)}`)
      }
    },
    stop: async () => {
      for (const source of sources) await source.stop()
      clearInterval(ticking)
      tables.finish()
      await Promise.all(outputs.map((output) => output.close()))
      await heartbeat.stop()
    },
  }
}

const listed = (keys: readonly string[]) => keys.join(', ') || 'nothing'

function sumOf(parts: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) sums[name] = (sums[name] ?? 0) + value
  return sums
}
