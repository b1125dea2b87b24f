import { z } from 'zod'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor } from './client.ts'
import { groupExamples, seedGroups } from './group-examples.fixture.ts'
import { insertHeartbeat } from './health/insert-heartbeat.ts'
import { insertAnomalies } from './scores/insert-anomalies.ts'
import { insertChallengeResults } from './scores/insert-challenge-results.ts'
import { insertCycleMetrics } from './scores/insert-cycle-metrics.ts'
import { insertLabelSnapshots } from './scores/insert-label-snapshots.ts'
import { insertScores } from './scores/insert-scores.ts'
import { ask, insertRaw } from './store.fixture.ts'

const NOW = new Date()
const HOUR_AGO = new Date(NOW.getTime() - 3_600_000).toISOString()
const SOON = new Date(NOW.getTime() + 3_600_000).toISOString()
const Rows = z.array(z.object({ session_id: z.string(), window_start: z.string() }))

const everyFilter = { since: HOUR_AGO, until: SOON, host: 'SHOP.example', src_ip: '192.0.2.7', ja4: aRequest().ja4 }
// Those of the session that is seeded, once it is.
let session_id = '79bf8-00000000000000000000000000000000'
let window_start = NOW.toISOString()
const seeded = () => ({ session_id, window_start, since: HOUR_AGO, until: SOON })
const GROUP_EXAMPLES = Object.fromEntries(
  Object.keys(groupExamples(seeded())).map((name) => [name, () => groupExamples(seeded())[name] ?? []]),
)
/** Parameters for each query, some with every filter; on a seeded store each of them finds rows. */
export const EXAMPLES: Readonly<Record<string, () => object[]>> = {
  listNewestSessionKeys: () => [
    { limit: 10, unscored_only: false },
    { limit: 10, unscored_only: false, ...everyFilter, from: HOUR_AGO },
    { limit: 10, unscored_only: false, after_ended_at: SOON, after_session_id: 'zz' },
    { limit: 10, unscored_only: true, since: HOUR_AGO, until: SOON, host: 'plain.example' },
  ],
  listMostAnomalousSessionKeys: () => [
    { limit: 10 },
    { limit: 10, ...everyFilter },
    { limit: 10, after_anomaly_score: 1, after_session_id: 'zz' },
  ],
  listSessionsByKey: () => [
    {
      windows: [window_start],
      src_ips: ['192.0.2.7'],
      ja4s: [aRequest().ja4],
      hosts: ['shop.example'],
    },
  ],
  countSessionsByBucket: () => [
    { since: HOUR_AGO, until: SOON, bucket_seconds: 60, by_window: false },
    { ...everyFilter, bucket_seconds: 600, by_window: false },
    { ...everyFilter, bucket_seconds: 3600, by_window: true },
  ],
  getSession: () => [{ session_id }],
  getSessionFacts: () => [{ session_id }],
  getSessionFeatures: () => [{ session_id }],
  getSessionScore: () => [{ session_id }],
  getScoredFeatures: () => [{ session_id }],
  getSessionExplanation: () => [{ session_id }],
  getScorePercentile: () => [{ session_id, anomaly_score: 0.5, model_name: 'eif' }],
  listSessionRequests: () => [
    { session_id, limit: 10 },
    { session_id, limit: 10, after_time: HOUR_AGO, after_conn_id: '', after_keepalives: 0 },
  ],
  listConnectionsFrom: () => [
    { limit: 10 },
    { limit: 10, from: HOUR_AGO, since: HOUR_AGO, until: SOON, state: 'scan', src_ip: '192.0.2.9' },
    { limit: 10, after_time: SOON, after_conn_id: '' },
  ],
  listConnectionHistogram: () => [
    { since: HOUR_AGO, until: SOON, bucket_seconds: 600 },
    { since: HOUR_AGO, until: SOON, bucket_seconds: 60, state: 'scan', src_ip: '192.0.2.9' },
  ],
  listConnectionSources: () => [
    { limit: 10, since: HOUR_AGO, until: SOON },
    { limit: 10, since: HOUR_AGO, until: SOON, state: 'scan', src_ip: '192.0.2.9' },
  ],
  countScoresByBin: () => [{ since: HOUR_AGO, until: SOON }, everyFilter],
  describeVoices: () => [{ since: HOUR_AGO, until: SOON }],
  sampleVoices: () => [
    { since: HOUR_AGO, until: SOON, limit: 10 },
    { ...everyFilter, limit: 10 },
  ],
  listScoresOfSessions: () => [{ session_ids: [session_id], since: HOUR_AGO, until: SOON }],
  listScoresByKey: () => [
    { windows: [window_start], src_ips: ['192.0.2.7'], ja4s: [aRequest().ja4], hosts: ['shop.example'] },
  ],
  listUnscoredWindows: () => [{ since: HOUR_AGO, model_versions: ['another'] }],
  streamUnscoredFeatures: () => [{ window_start, model_versions: ['another'] }],
  listRuleLevels: () => [{ window_start }],
  listModelAnomalies: () => [{ window_start }],
  listFlaggedFacts: () => [{ window_start: HOUR_AGO, src_ips: ['192.0.2.7'] }],
  countUnexplained: () => [{ since: HOUR_AGO }],
  listUnexplained: () => [{ since: HOUR_AGO, limit: 10 }],
  listChallengeRecords: () => [{ window_start }],
  listCrawlers: () => [{}],
  listTrainingWindows: () => [
    { since: HOUR_AGO, hosts: ['shop.example'] },
    { since: HOUR_AGO, hosts: [] },
  ],
  listTrainingFeatures: () => [
    { window_start, hosts: ['shop.example'], session_ids: [], limit: 10 },
    { window_start, hosts: [], session_ids: [session_id], limit: 10 },
  ],
  listRuleHits: () => [{ since: HOUR_AGO }],
  listSettledSessions: () => [{ since: HOUR_AGO }],
  listLabelSnapshots: () => [{ session_ids: [session_id], since: HOUR_AGO }],
  listFeatureNames: () => [{}],
  listFeaturePercentiles: () => [{ since: HOUR_AGO, model_name: 'eif', one_in: 1 }],
  listHourlyAnomalyRates: () => [{ since: HOUR_AGO, until: SOON }],
  countRowsByHour: () => [{ since: HOUR_AGO }],
  listSignInTries: () => [{ since: HOUR_AGO, refused_min: 1, limit: 10 }],
  listStuffedSignIns: () => [{ since: HOUR_AGO, addresses_min: 1, limit: 10 }],
  listPathProbes: () => [{ since: HOUR_AGO, missed_min: 1, limit: 10 }],
  listAttackPayloads: () => [{ since: HOUR_AGO, attacks_min: 1, limit: 10 }],
  listJa4Rotations: () => [{ since: HOUR_AGO, ja4s_min: 2, limit: 10 }],
  listRequestFloods: () => [{ since: HOUR_AGO, machine_min: 1, any_min: 1, limit: 10 }],
  listIdleConnections: () => [{ since: HOUR_AGO, slow_min: 1, ports_min: 1, limit: 10 }],
  listAnomalyFacts: () => [
    { windows: [window_start], src_ips: ['192.0.2.7'], ja4s: [aRequest().ja4], hosts: ['shop.example'] },
  ],
  listRuleAnomalies: () => [{ since: HOUR_AGO }],
  summariseRules: () => [{ since: HOUR_AGO, until: SOON }],
  listSessionRuleHits: () => [{ session_id }],
  countNewJa4s: () => [{ since: HOUR_AGO }],
  listCycleBuckets: () => [{ since: HOUR_AGO, bucket_seconds: 600 }],
  listSessionClients: () => [{ session_ids: [session_id] }],
  countBrowsers: () => [{ since: HOUR_AGO, until: SOON }],
  listImpostors: () => [{ since: HOUR_AGO, until: SOON, limit: 10 }],
  listSessionEvidence: () => [
    { window_start, session_ids: [] },
    { window_start, session_ids: [session_id] },
  ],
  lastCycle: () => [{}],
  listSensorHeartbeats: () => [{}, { since: HOUR_AGO }],
  getStoreHealth: () => [{}],
  countDeadLetters: () => [{ since: HOUR_AGO }],
  listReferenceLists: () => [{}],
  listInsertableColumns: () => [{}],
  ...GROUP_EXAMPLES,
}

/** Rows for every query: a scored and an unscored session, a scan, a dead letter, a cycle, a heartbeat. */
export async function seed(): Promise<void> {
  const time = NOW.toISOString()
  await insertRaw([aRequest({ time }), aRequest({ time, keepalives: 2, path: '/next', method: 'POST' }), 'nonsense'])
  await insertRaw([aRequest({ time, type: 'connection', connection_state: 'scan', src_ip: '192.0.2.9' })])
  await insertRaw([aRequest({ time, host: 'plain.example' })])
  await insertRaw(attackRows(time))
  const [row] = Rows.parse(
    await ask(
      "SELECT session_id, vigie_time_text(window_start) AS window_start FROM ja4_logs.http_logs WHERE host = 'shop.example' LIMIT 1",
    ),
  )
  session_id = row?.session_id ?? ''
  window_start = row?.window_start ?? ''
  await seedScores(time)
  await insertLabelSnapshots([
    {
      ...{ session_id, window_start, started_at: time, taken_at: time, hits: 2 },
      ...{ fingerprint_coherence_score: NaN, features: { req_hits: 1.1 } },
    },
  ])
  await seedGroups(seeded(), time)
  await seedAnomalies(time)
  await insertChallengeResults([
    { time, src_ip: '192.0.2.7', host: 'shop.example', outcome: 'denied', rule: 'bot/ai-scrapers' },
  ])
  await insertCycleMetrics([
    {
      cycle_at: NOW.toISOString(),
      model_name: 'eif',
      model_version: 'v1',
      model_origin: 'bundled',
      scored: 1,
      duration_ms: 3.5,
      anomaly_rate: 0,
      steps_ms: { campaigns: 12 },
      detail: '',
    },
  ])
  await seedReferences(time)
  await insertHeartbeat({
    sensor_id: 's',
    time: NOW.toISOString(),
    started_at: NOW.toISOString(),
    sources: ['ebpf'],
    outputs: ['clickhouse'],
    hooks: [{ hook: 'tls', target: '/lib/libssl.so.3', state: 'attached', detail: '' }],
    counters: { dropped_records: 3 },
  })
}

/** A flagged session and a known bot. */
async function seedScores(time: string): Promise<void> {
  await insertScores([
    {
      window_start,
      src_ip: '192.0.2.7',
      ja4: aRequest().ja4,
      host: 'shop.example',
      session_id,
      started_at: time,
      ended_at: time,
      anomaly_score: 0.7,
      raw_anomaly_score: 0.61,
      eif_score: 0.6,
      fingerprint_coherence_score: 0.2,
      coherence_axes: { tls: -1 },
      claimed_browser: 'Chrome',
      browser_family: 'curl',
      threat_level: 'HIGH',
      model_name: 'eif',
      model_version: 'v1',
      scored_at: NOW.toISOString(),
      hits: 2,
      features: [1, NaN, 3],
    },
    {
      ...{
        window_start,
        src_ip: '192.0.2.77',
        ja4: '',
        host: 'shop.example',
        session_id: `${session_id.slice(0, -4)}beef`,
      },
      ...{ started_at: time, ended_at: time, scored_at: time, anomaly_score: 1, raw_anomaly_score: 9, hits: 1 },
      ...{ threat_level: 'KNOWN_BOT', decided_by: 'known_bot', bot_name: 'example', features: [] },
      ...{ model_name: 'complet', model_version: 'v1' },
    },
  ])
}

/** The flagged session, by a rule and by the model. */
async function seedAnomalies(time: string): Promise<void> {
  await insertAnomalies([
    {
      ...{ detected_at: time, first_detected_at: time, window_start, session_id, hits: 2, recurrence: 1 },
      ...{ src_ip: '192.0.2.7', ja4: aRequest().ja4, host: 'shop.example' },
      ...{ rule: 'brute_force', threat_level: 'HIGH', reason: '2 log-in tries within a second, 2 refused.' },
      rule_counts: { login_tries: 2, refused: 2 },
    },
    {
      ...{ detected_at: time, first_detected_at: time, window_start, session_id, hits: 2, recurrence: 1 },
      ...{ src_ip: '192.0.2.7', ja4: aRequest().ja4, host: 'shop.example' },
      ...{ rule: '', threat_level: 'HIGH', anomaly_score: 0.7, reason: '' },
    },
  ])
}

async function seedReferences(time: string): Promise<void> {
  await clickhouseFor('migrator').insert({
    table: 'ja4_processing.ref_versions',
    values: [
      { list: 'example', attempted_at: time, outcome: 'failed', detail: 'no answer' },
      { list: 'examplebot', attempted_at: time, outcome: 'loaded', version: 1, rows: 1, origin: 'file' },
    ],
    format: 'JSONEachRow',
    clickhouse_settings: { date_time_input_format: 'best_effort' },
  })
  await clickhouseFor('migrator').insert({
    table: 'ja4_processing.ref_ip_lists',
    values: [{ list: 'examplebot', version: 1, prefix: '198.51.100.0/24', kind: 'crawler', name: 'ExampleBot' }],
    format: 'JSONEachRow',
  })
}

/** One address that does a little of everything that rules look for. */
function attackRows(time: string) {
  const attacker = { time, src_ip: '192.0.2.66', host: 'rules.example', status_code: 401 }
  const ja4s = [
    't13d1516h2_8daaf6152771_02cb136f2775',
    't13d1715h2_5b57614c22b0_3d5424432f57',
    't12d3112h1_e8f1e7e78f70_b26ce05bbdd6',
  ]
  return [
    ...ja4s.map((ja4) => aRequest({ ...attacker, ja4, method: 'POST', path: '/login' })),
    aRequest({ ...attacker, status_code: 404, path: '/search', query_string: 'q=%3Cscript%3E' }),
    aRequest({ ...attacker, type: 'connection', connection_state: 'slowloris' }),
  ]
}
