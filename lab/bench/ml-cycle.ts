import { join } from 'node:path'
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import { z } from 'zod'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { ask, startTestStore } from '#db/clickhouse/store.fixture.ts'
import { lastCycle } from '#db/clickhouse/scores/last-cycle.ts'
import { config } from '#db/config.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { DetectorProcess } from '#ml/detector/detector-process.ts'
import type { CycleResult } from '#ml/score/cycle-result.ts'
import { promoteModel, storeModel } from '#ml/score/keep-model.ts'
import { type Manifest, ModelName } from '#ml/score/manifest.ts'
import { currentModel } from '#ml/score/model-store.ts'

/** Sessions of one hour, a request or some each, by so many addresses; a fifth are tools without browser headers. */
const INSERT_HOUR = `
INSERT INTO ja4_logs.http_logs_raw (raw_json)
WITH
    number AS session,
    intDiv(session, 4) AS client,
    session % 5 = 0 AS is_tool,
    arrayElement(['t13d1516h2_8daaf6152771_02cb136f2775', 't13d1715h2_5b57614c22b0_3d5424432f57', 't13d3112h1_e8f1e7e78f70_b26ce05bbdd6'], 1 + if(is_tool, 2, client % 2)) AS ja4,
    concat('10.', toString(intDiv(client, 65536)), '.', toString(intDiv(client, 256) % 256), '.', toString(client % 256)) AS address
SELECT toJSONString(map(
    'type', 'request', 'time', formatDateTime({hour: DateTime('UTC')} + toIntervalSecond(hit * 7 + client % 3000), '%FT%T.000Z', 'UTC'),
    'sensor_id', 'bench', 'conn_id', concat('c', toString(session), '-', toString(hit)), 'src_ip', address, 'host', concat('site', toString(session % 4), '.example'),
    'method', if(is_tool AND hit = 2, 'POST', 'GET'), 'path', concat('/page/', toString((client * 7 + hit) % 400)), 'scheme', 'https', 'http_version', if(is_tool, '1.1', '2'),
    'status_code', if(is_tool AND hit = 1, '404', '200'), 'ja4', ja4, 'user_agent', if(is_tool, 'curl/8.5', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36'),
    'tls_version', '1.3', 'tls_alpn', 'h2', 'ip_meta_ttl', toString(40 + client % 20), 'tcp_meta_mss', '1460', 'tcp_meta_options', 'MSS,SACK,TS,NOP,WS'
)) AS raw_json
FROM numbers({from: UInt32}, {sessions: UInt32}) ARRAY JOIN range(3) AS hit`

const SESSIONS = 50_000
const PART = 10_000
/** So many tell what is ordinary here: a model that knows its site flags 3 of 100, not all. */
const KNOWN = 4000
const HOUR_MS = 3_600_000
const Levels = z.array(z.object({ quantiles: z.array(z.number()) }))

/**
 * One scoring cycle of 50,000 sessions of one hour, end to end: view, evidence, rule layer, voices, coherence, reasons,
 * groups, drift; in a detector that this process asks, whose event loop is watched.
 */
export async function benchCycle(sessions = SESSIONS): Promise<void> {
  const store = await startTestStore()
  config.state_directory = store.stateDirectory
  config.database_url = `file:${store.stateDirectory}/vigie.sqlite`
  await migrateState(config.database_url)
  const environment = {
    VIGIE_STATE_DIR: store.stateDirectory,
    EMBEDDED_CLICKHOUSE_PORT: String(store.port),
    DATABASE_URL: config.database_url,
  }
  const hour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS)
  try {
    await insertSessions(hour, 0, KNOWN)
    await inDetector(environment, () => undefined)
    await knowTheSite()
    for (let from = KNOWN; from < sessions; from += PART) {
      await insertSessions(hour, from, Math.min(PART, sessions - from))
    }
    await inDetector(environment, tell)
  } finally {
    await store.dispose()
  }
}

async function insertSessions(hour: Date, from: number, sessions: number): Promise<void> {
  const query_params = { hour: Math.floor(hour.getTime() / 1000), from, sessions }
  await clickhouseFor('migrator').command({ query: INSERT_HOUR, query_params })
}

/** The models that come with the product, with levels as this traffic has them. */
async function knowTheSite(): Promise<void> {
  for (const model_name of ModelName.options) {
    const { model } = await currentModel(model_name)
    if (model === undefined) continue
    const [levels] = Levels.parse(
      await ask(
        'SELECT quantiles(0.9, 0.97, 0.99, 0.999)(anomaly_score) AS quantiles FROM ja4_processing.ml_all_scores',
      ),
    )
    const [LOW = 0, MEDIUM = 0, HIGH = 0, CRITICAL = 0] = levels?.quantiles ?? []
    const model_version = `${model_name}-bench`
    const thresholds = { LOW, MEDIUM, HIGH, CRITICAL }
    const manifest: Manifest = { ...model.manifest, model_version, origin: 'site', thresholds }
    await storeModel(join(config.state_directory, 'models', model_version), { ...model, manifest }, [])
    await promoteModel(model_version)
  }
}

interface Measured {
  cycle: CycleResult
  seconds: number
  delay: IntervalHistogram
  rss_bytes_max: number
}

async function inDetector(environment: Record<string, string>, use: (measured: Measured) => unknown): Promise<void> {
  const detector = new DetectorProcess(environment)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  try {
    delay.enable()
    const began = performance.now()
    const cycle = await detector.run('score', {})
    const seconds = (performance.now() - began) / 1000
    delay.disable()
    await use({ cycle, seconds, delay, rss_bytes_max: detector.state.rss_bytes_max })
  } finally {
    await detector.stop()
  }
}

async function tell({ cycle, seconds, delay, rss_bytes_max }: Measured): Promise<void> {
  const told = await lastCycle()
  const p99 = (delay.percentile(99) / 1e6).toFixed(1)
  console.log(`  a cycle of ${cycle.scored} sessions, end to end: ${seconds.toFixed(1)} s ${cycle.detail}`)
  console.log(`    steps, ms: ${JSON.stringify(told?.steps_ms)}`)
  console.log(`    flagged ${told?.flagged ?? 0}, explained ${told?.explained ?? 0}`)
  console.log(`    memory of the detector, most: ${(rss_bytes_max / 1e6).toFixed(0)} MB`)
  console.log(`    event loop delay of the asking process: p99 ${p99} ms, most ${(delay.max / 1e6).toFixed(1)} ms`)
}
