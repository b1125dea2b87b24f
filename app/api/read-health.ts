import { z } from 'zod'
import { isLosing } from '#components/health/counter-words.ts'
import { countDeadLetters } from '#db/clickhouse/health/count-dead-letters.ts'
import { getStoreHealth } from '#db/clickhouse/health/get-store-health.ts'
import { listReferenceLists } from '#db/clickhouse/health/list-reference-lists.ts'
import { listSensorHeartbeats } from '#db/clickhouse/health/list-sensor-heartbeats.ts'
import { lastCycle } from '#db/clickhouse/scores/last-cycle.ts'
import { config as database } from '#db/config.ts'
import type { Health } from '#db/model/health.ts'
import { isLoss, type SensorReport } from '#db/model/sensor-heartbeat.ts'
import { stateDatabase, stateKind } from '#db/prisma/client.ts'
import { detectionOf } from './detection-of.ts'
import { isReferenceWell, referenceOf } from './reference-of.ts'

/** Each part is asked for this long; one that hangs must not hold back what the others say. */
const PATIENCE_MS = 1500
/** A sensor that is silent for longer than this is not reporting. */
const SENSOR_SILENCE_S = 30
/** Scoring runs every minute; this many seconds without a run is worth a word. */
const SCORING_SILENCE_S = 300
const DAY_MS = 86_400_000

type Asked<T> = { ok: true; value: T; latency_ms: number } | { ok: false; reason: string }

export async function readHealth(now = new Date()): Promise<Health> {
  const since = new Date(now.getTime() - DAY_MS).toISOString()
  const [store, dead_letters, heartbeats, cycle, reference_lists, state] = await Promise.all([
    ask((signal) => getStoreHealth({ signal })),
    ask((signal) => countDeadLetters({ since }, { signal })),
    ask((signal) => listSensorHeartbeats({ since }, { signal })),
    ask((signal) => lastCycle({ signal })),
    ask((signal) => listReferenceLists({}, { signal })),
    ask(() => stateDatabase().auditHead.findUniqueOrThrow({ where: { id: 1 } })),
  ])
  const sensors = sensorsOf(heartbeats, now)
  const scoring = scoringOf(cycle, now)
  const detection = await detectionOf(cycle.ok ? cycle.value : undefined)
  const reference = referenceOf(reference_lists.ok ? reference_lists.value : undefined, now)
  const sensors_well = sensors.length > 0 && sensors.every((sensor) => isReporting(sensor) && !isLosing(sensor))
  const all_well = sensors_well && scoring.detail === '' && isReferenceWell(reference)
  return {
    status: store.ok && state.ok ? (all_well ? 'ok' : 'degraded') : store.ok || state.ok ? 'degraded' : 'down',
    time: now.toISOString(),
    store: storeOf(store, dead_letters),
    state: {
      ok: state.ok,
      kind: stateKind(),
      detail: state.ok ? '' : 'The state database does not answer: logins, verdicts and tokens are not available.',
    },
    sensors,
    scoring,
    detection,
    reference,
  }
}

async function ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<Asked<T>> {
  const began = performance.now()
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const late = new Promise<Asked<T>>((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, reason: `no answer within ${PATIENCE_MS / 1000} s` }))
  })
  const answered = question(signal).then(
    (value): Asked<T> => ({ ok: true, value, latency_ms: Math.round((performance.now() - began) * 10) / 10 }),
    (): Asked<T> => ({
      ok: false,
      reason: signal.aborted ? `no answer within ${PATIENCE_MS / 1000} s` : 'it does not answer',
    }),
  )
  return Promise.race([answered, late])
}

function storeOf(
  asked: Asked<Awaited<ReturnType<typeof getStoreHealth>>>,
  dead_letters: Asked<Awaited<ReturnType<typeof countDeadLetters>>>,
): Health['store'] {
  const { embedded } = database.clickhouse
  if (!asked.ok) {
    const unknown = { version: null, latency_ms: null, rows: null, newest_row_at: null, bytes_on_disk: null }
    return {
      ok: false,
      ...unknown,
      embedded,
      detail: `The store: ${asked.reason}. Sensors keep their rows until it is back.`,
    }
  }
  const { version, rows, newest_row_at, bytes_on_disk } = asked.value
  const nothing_yet = newest_row_at === null ? 'No request has been stored yet.' : ''
  const detail = [nothing_yet, lossOf(dead_letters)].filter((part) => part !== '').join(' ')
  return { ok: true, version, latency_ms: asked.latency_ms, rows, newest_row_at, bytes_on_disk, embedded, detail }
}

/** Rows that came as no producer of ours writes them: counted, kept aside, and told of. */
function lossOf(asked: Asked<Awaited<ReturnType<typeof countDeadLetters>>>): string {
  if (!asked.ok || asked.value.length === 0) return ''
  const causes = asked.value.map(({ reason, count }) => `${count} × ${reason}`).join(', ')
  return `Rows of the last 24 hours that could not be typed: ${causes}; they are kept in ja4_logs.dead_letters.`
}

function sensorsOf(asked: Asked<Awaited<ReturnType<typeof listSensorHeartbeats>>>, now: Date): Health['sensors'] {
  if (!asked.ok) return []
  return asked.value.map((report) => ({ ...report, age_s: ageOf(report.time, now), losses: lossesOf(report) }))
}

function lossesOf({ counters, recent }: SensorReport): Health['sensors'][number]['losses'] {
  return Object.entries(counters)
    .filter(([name, total]) => isLoss(name) && total > 0)
    .map(([cause, total]) => ({ cause, total, recent: recent[cause] ?? 0 }))
    .sort((a, b) => b.recent - a.recent || b.total - a.total)
}

function isReporting({ age_s, hooks }: Health['sensors'][number]): boolean {
  return age_s <= SENSOR_SILENCE_S && hooks.every(({ state }) => state !== 'failed')
}

function scoringOf(asked: Asked<Awaited<ReturnType<typeof lastCycle>>>, now: Date): Health['scoring'] {
  const nothing_known = { last_run_at: null, model_version: null, model_origin: null, scored: null }
  if (!asked.ok) return { ...nothing_known, detail: 'Not known while the store is away.' }
  const cycle = asked.value
  if (cycle === undefined) return { ...nothing_known, detail: 'No scoring cycle has run yet.' }
  const age_s = ageOf(cycle.cycle_at, now)
  const late = age_s > SCORING_SILENCE_S ? `The last cycle ran ${Math.round(age_s / 60)} minutes ago.` : ''
  return {
    last_run_at: cycle.cycle_at,
    model_version: cycle.model_version === '' ? null : cycle.model_version,
    model_origin: z.enum(['bundled', 'site']).nullable().catch(null).parse(cycle.model_origin),
    scored: cycle.scored,
    detail: [cycle.detail, late].filter((part) => part !== '').join(' '),
  }
}

function ageOf(time: string, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - Date.parse(time)) / 100) / 10)
}
