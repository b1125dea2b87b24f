import { statePath } from '#db/state-directory.ts'
import type { SensorConfig } from '../config.ts'
import { openClickhouseOutput } from './clickhouse.ts'
import { FileOutput } from './file.ts'
import type { Output } from './output.ts'
import { StdoutOutput, WaitingStdoutOutput } from './stdout.ts'
import { UnixOutput } from './unix.ts'

/** One output per configured name: `clickhouse`, `stdout`, `file:PATH`, `unix:PATH`. */
export function openOutputs(config: SensorConfig): Output[] {
  return config.outputs.map((name) => {
    if (name === 'clickhouse')
      return openClickhouseOutput({ directory: statePath('spool'), max_bytes: config.spool_bytes })
    if (name === 'stdout') return config.pcap === undefined ? new StdoutOutput() : new WaitingStdoutOutput()
    const path = name.slice(name.indexOf(':') + 1)
    if (name.startsWith('unix:')) return new UnixOutput(path)
    return new FileOutput(path, { max_bytes: config.file_max_bytes, keep: config.file_keep })
  })
}
