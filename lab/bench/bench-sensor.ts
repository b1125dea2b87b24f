import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { processorTimeOf } from './processor-time.ts'

interface BenchSensor {
  /** Its own processor time since it was ready. */
  processor_us: () => number
  /** Ends it, and counts the requests to a path that it wrote. */
  stop: (path: string) => Promise<number>
}

async function countRows(file: string, path: string): Promise<number> {
  let rows = 0
  const wanted = `"path":"${path}"`
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line.startsWith('{"type":"request"') && line.includes(wanted)) rows += 1
  return rows
}

/** The sensor as it runs beside a server, its rows in a file. */
export async function startBenchSensor(folder: string, ports: readonly number[]): Promise<BenchSensor> {
  const file = join(folder, 'rows.ndjson')
  rmSync(file, { force: true })
  const watched = ['--interfaces', 'lo', '--listen-ports', ports.join(',')]
  const args = ['--import', 'tsx', 'sensor/main.ts', ...watched, '--outputs', `file:${file}`, '--file-max-bytes', '0']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
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
      return countRows(file, path)
    },
  }
}
