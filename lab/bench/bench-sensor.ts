import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { processorTimeOf } from './processor-time.ts'
import { countRows, startRowSink } from './row-sink.ts'

interface BenchSensor {
  /** Its own processor time since it was ready. */
  processor_us: () => number
  /** Ends it, and counts the requests to a path that it wrote. */
  stop: (path: string) => Promise<number>
}

/** The sensor as it runs beside a server, its store on another machine: rows are encoded, spooled and sent, but stored by nobody. */
export async function startBenchSensor(folder: string, ports: readonly number[]): Promise<BenchSensor> {
  const sink = await startRowSink()
  const state = mkdtempSync(join(folder, 'state-'))
  const environment = [`VIGIE_STATE_DIR=${state}`, `CLICKHOUSE_URL=${sink.url}`]
  const program = [process.execPath, '--import', 'tsx', 'sensor/main.ts']
  const watched = ['--interfaces', 'lo', '--listen-ports', ports.join(',')]
  // env becomes the program: the process is the same.
  const child = spawn('env', [...environment, ...program, ...watched], { stdio: ['ignore', 'ignore', 'pipe'] })
  const lines = createInterface({ input: child.stderr })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the sensor ended')))
    lines.on('line', (line) => {
      if (line.startsWith('sensor: ready')) resolve()
    })
  })
  const pid = child.pid ?? 0
  const began = processorTimeOf(pid)
  return {
    processor_us: () => processorTimeOf(pid) - began,
    stop: async (path) => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      await sink.stop()
      const left = filesIn(join(state, 'spool')).reduce((sum, file) => sum + countRows(readFileSync(file), path), 0)
      rmSync(state, { recursive: true, force: true })
      return sink.rows(path) + left
    },
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
}
