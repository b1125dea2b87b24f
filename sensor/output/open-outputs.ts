import { statePath } from '#db/state-directory.ts'
import type { SensorConfig } from '../config.ts'
import { openClickhouseOutput } from './clickhouse.ts'
import { NdjsonOutput } from './ndjson.ts'
import type { Output } from './output.ts'

/** One output per configured name: `clickhouse`, `stdout`, `file:PATH`. */
export function openOutputs(config: SensorConfig): Output[] {
  return config.outputs.map((name) => {
    if (name === 'clickhouse')
      return openClickhouseOutput({ directory: statePath('spool'), max_bytes: config.spool_bytes })
    return new NdjsonOutput(name === 'stdout' ? process.stdout : name.slice('file:'.length))
  })
}
