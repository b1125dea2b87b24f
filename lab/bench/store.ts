import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { clickhouseFor, pointClickhouseAt } from '#db/clickhouse/client.ts'
import { freePort } from '#db/clickhouse/embedded/free-port.ts'
import { startEmbedded, type EmbeddedStore } from '#db/clickhouse/embedded/start-embedded.ts'
import { migrate } from '#db/clickhouse/migrate.ts'
import { tableOf } from '#lab/table.ts'
import { benchIngest } from './store-ingest.ts'
import { fillStore } from './store-fill.ts'
import { measureLatencies, type Latency } from './store-latency.ts'
import { questionsOf } from './store-questions.ts'
import { sizesOfStore } from './store-size.ts'

/** From this many rows on the screens may take longer. */
const MANY_ROWS = 50_000_000
const LIMIT_MS = { few: 200, many: 500, features: 2000 }

/** What the store takes in, how fast it answers the screens with `rows` in it, and what it needs on disk; in stores of its own. */
export async function benchStore(rows: number, part?: 'ingest' | 'screens'): Promise<void> {
  if (part !== 'screens') {
    console.log('Ingest, rows a second:')
    await inOwnStore((store) => benchIngest(store.pid))
  }
  if (part !== 'ingest') await inOwnStore((store) => benchScreens(rows, store))
}

async function benchScreens(rows: number, store: EmbeddedStore): Promise<void> {
  const filled = await fillStore(rows, console.log)
  console.log(`${filled.rows} rows over ${filled.days} days. Load average of the machine: ${load()}.`)
  console.log(await sizesOfStore())
  const questions = await questionsOf(filled.busy_hour)
  const limit = filled.rows < MANY_ROWS ? LIMIT_MS.few : LIMIT_MS.many
  tell(await measureLatencies(questions, store.pid), limit)
  const features = { name: 'the features of the busiest hour', ask: () => readFeatures(filled.busy_hour) }
  tell(await measureLatencies([features], store.pid), LIMIT_MS.features)
}

async function inOwnStore(work: (store: EmbeddedStore) => Promise<void>): Promise<void> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'vigie-bench-'))
  try {
    const store = await startEmbedded({ stateDirectory, port: await freePort() })
    try {
      await pointClickhouseAt(store.endpoint)
      await migrate()
      await work(store)
    } finally {
      await pointClickhouseAt(undefined)
      await store.stop()
    }
  } finally {
    rmSync(stateDirectory, { recursive: true, force: true })
  }
}

/** Ratios below 1 are within the limit; what the processor did tells whether it was the question or the machine. */
function tell(latencies: readonly Latency[], limit_ms: number): void {
  const worst = latencies.toSorted((a, b) => b.p95_ms - a.p95_ms)
  console.log(
    tableOf(
      ['question', 'p50 ms', 'p95 ms', `p95 / ${limit_ms} ms`, 'processor ms', 'limited by'],
      worst.map(({ name, p50_ms, p95_ms, processor_ms }) => [
        name,
        Math.round(p50_ms),
        Math.round(p95_ms),
        Number((p95_ms / limit_ms).toFixed(2)),
        Math.round(processor_ms),
        processor_ms > p95_ms / 2 ? 'the store' : 'waiting for it',
      ]),
    ),
  )
  console.log(`Load average: ${load()}.`)
}

const load = (): string =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')

/** All 96 features of every session of an hour; the sum makes the store work them out. */
async function readFeatures(window_start: Date): Promise<void> {
  const answer = await clickhouseFor('reader').query({
    query: `SELECT count(), sum(cityHash64(features)) FROM ja4_processing.view_ai_feature_vectors_1h
            WHERE window_start = {window_start: DateTime('UTC')}`,
    query_params: { window_start: Math.floor(window_start.getTime() / 1000) },
    format: 'JSONEachRow',
  })
  await answer.json()
}
