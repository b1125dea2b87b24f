import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBenchNginx, type BenchNginx } from './bench-nginx.ts'
import { startBenchSensor } from './bench-sensor.ts'
import { runWrk, type Load } from './wrk.ts'

/** Each pair is measured without and with the sensor, in alternating order, so that drift of the machine falls out. */
const PAIRS = 3
const SECONDS = 3

interface Situation {
  name: string
  path: string
  isTls: boolean
  /** One connection in this many requests is a new one; 0: all are kept. */
  requestsPerConnection: number
}

const SITUATIONS: readonly Situation[] = [
  { name: 'plain, 3-byte answers', path: '/small', isTls: false, requestsPerConnection: 0 },
  { name: 'TLS, 16 KB pages, every tenth connection new', path: '/page', isTls: true, requestsPerConnection: 10 },
  { name: 'TLS, 3-byte answers', path: '/small', isTls: true, requestsPerConnection: 0 },
]

interface Pair {
  without: Load
  watched: Load
  lost: number
  sensor_us_per_request: number
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN

function load(nginx: BenchNginx, situation: Situation): Promise<Load> {
  const port = situation.isTls ? nginx.tlsPort : nginx.plainPort
  const url = `${situation.isTls ? 'https' : 'http'}://127.0.0.1:${port}${situation.path}`
  return runWrk({ url, seconds: SECONDS, script: nginx.scriptFor(situation.requestsPerConnection), server: nginx })
}

async function measureWatched(nginx: BenchNginx, situation: Situation, folder: string): Promise<Omit<Pair, 'without'>> {
  const sensor = await startBenchSensor(folder, [nginx.plainPort, nginx.tlsPort])
  // What a sensor does once, when it has just started, is not what a request costs.
  const warmUp = await load(nginx, situation)
  const began_us = sensor.processor_us()
  const watched = await load(nginx, situation)
  const sensor_us_per_request = (sensor.processor_us() - began_us) / watched.requests
  const rows = await sensor.stop(situation.path)
  return { watched, lost: warmUp.requests + watched.requests - rows, sensor_us_per_request }
}

async function measurePair(nginx: BenchNginx, situation: Situation, folder: string, turn: number): Promise<Pair> {
  if (turn % 2 === 1) {
    const watched = await measureWatched(nginx, situation, folder)
    return { ...watched, without: await load(nginx, situation) }
  }
  const without = await load(nginx, situation)
  return { without, ...(await measureWatched(nginx, situation, folder)) }
}

function printRow(name: string, pairs: readonly Pair[]): void {
  const of = (value: (pair: Pair) => number): number => median(pairs.map(value))
  const sum = (value: (pair: Pair) => number): number => pairs.reduce((total, pair) => total + value(pair), 0)
  const cost = of(({ without, watched }) => without.us_per_request / watched.us_per_request).toFixed(2)
  const rate = of(({ without, watched }) => watched.requests_per_second / without.requests_per_second).toFixed(2)
  const [before, after] = [of(({ without }) => without.us_per_request), of(({ watched }) => watched.us_per_request)]
  const rates = [of(({ without }) => without.requests_per_second), of(({ watched }) => watched.requests_per_second)]
  console.log(`  ${name}`)
  console.log(`    nginx CPU a request   ${before.toFixed(1)} → ${after.toFixed(1)} µs, ratio ${cost}`)
  console.log(`    requests a second     ${rates.map((each) => each.toFixed(0)).join(' → ')}, ratio ${rate}`)
  console.log(`    the sensor's own CPU  ${of((pair) => pair.sensor_us_per_request).toFixed(1)} µs a request`)
  console.log(
    `    ${sum(({ lost }) => lost)} requests without a row, of ${sum(({ watched }) => watched.requests)} measured and as many before`,
  )
}

/** nginx under wrk with and without the sensor, answers included, everything on this machine's own processors. */
export async function benchSensor(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  writeFileSync(join(folder, 'page'), Buffer.alloc(16_384, 'page '))
  const nginx = await startBenchNginx(folder)
  try {
    for (const situation of SITUATIONS) {
      const pairs: Pair[] = []
      for (let turn = 0; turn < PAIRS; turn += 1) pairs.push(await measurePair(nginx, situation, folder, turn))
      printRow(situation.name, pairs)
    }
  } finally {
    await nginx.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
