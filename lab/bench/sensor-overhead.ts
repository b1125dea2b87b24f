import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '#lab/process/run.ts'
import { startNginx, type TestServer } from '#sensor/source/ebpf/test-servers.ts'
import { processorTimeOf } from './processor-time.ts'

const SECONDS = 5
const ROUNDS = 3
const CONNECTIONS = 32

interface Measurement {
  requests: number
  requests_per_second: number
  /** nginx's own processor time. */
  us_per_request: number
}

interface RunningSensor {
  /** Requests it wrote, once stopped. */
  stop: () => Promise<number>
}

async function startSensor(): Promise<RunningSensor> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  const rows = join(folder, 'rows.ndjson')
  const args = ['--import', 'tsx', 'sensor/main.ts', '--interfaces', 'lo', '--outputs', `file:${rows}`]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  for await (const line of createInterface({ input: child.stderr })) if (line.startsWith('sensor: ready')) break
  return {
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      const { stdout } = await run(['wc', '-l', rows])
      rmSync(folder, { recursive: true, force: true })
      return Number(stdout.split(' ')[0])
    },
  }
}

async function load(server: TestServer, scheme: 'http' | 'https'): Promise<Measurement> {
  const port = scheme === 'http' ? server.plainPort : server.tlsPort
  const before = processorTimeOf(server.pid)
  const url = `${scheme}://127.0.0.1:${port}/`
  const { stdout } = await run(['wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}`, url])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0)
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0)
  return { requests, requests_per_second: rate, us_per_request: (processorTimeOf(server.pid) - before) / requests }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN

function summaryOf(without: Measurement[], watched: Measurement[]): string {
  const rate = (all: Measurement[]) => median(all.map((each) => each.requests_per_second))
  const cost = (all: Measurement[]) => median(all.map((each) => each.us_per_request))
  const rates = `${rate(without).toFixed(0)} → ${rate(watched).toFixed(0)} requests/s, ratio ${(rate(watched) / rate(without)).toFixed(2)}`
  const costs = `${cost(without).toFixed(1)} → ${cost(watched).toFixed(1)} µs of nginx a request, ratio ${(cost(without) / cost(watched)).toFixed(2)}`
  return `${rates}; ${costs}`
}

/** nginx under wrk with and without the sensor, alternating; keep-alive and two-byte answers: the worst case. */
export async function benchSensor(): Promise<void> {
  const server = await startNginx()
  try {
    for (const scheme of ['http', 'https'] as const) {
      const without: Measurement[] = []
      const watched: Measurement[] = []
      let [sent, written] = [0, 0]
      for (let round = 0; round < ROUNDS; round += 1) {
        without.push(await load(server, scheme))
        const sensor = await startSensor()
        const measured = await load(server, scheme)
        watched.push(measured)
        sent += measured.requests
        written += await sensor.stop()
      }
      console.log(`  nginx ${scheme}: ${summaryOf(without, watched)}`)
      // wrk gives up what is under way at its end: so many requests may be written but not counted by it.
      console.log(
        `    ${sent} requests counted by wrk, ${written} written (up to ${ROUNDS * CONNECTIONS} more are under way at its ends)`,
      )
    }
  } finally {
    await server.stop()
  }
}
