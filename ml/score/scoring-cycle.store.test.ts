import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { insertAnomalies } from '#db/clickhouse/scores/insert-anomalies.ts'
import { insertChallengeResults } from '#db/clickhouse/scores/insert-challenge-results.ts'
import { lastCycle } from '#db/clickhouse/scores/last-cycle.ts'
import { listFeatureNames } from '#db/clickhouse/scores/list-feature-names.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { config } from '#db/config.ts'
import { Unavailable } from '#db/model/errors.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { loadBundledWhereEmpty } from '#db/refdata/load-bundled.ts'
import { FEATURE_NAMES } from '../features.ts'
import { readChallenges } from '../rule-layer/read-challenges.ts'
import type { FoundModels } from './cycle-models.ts'
import { anOpenModel } from './open-model.builder.ts'
import { runScoringCycle } from './run-scoring-cycle.ts'

const began = new Date(Date.now() - 20_000).toISOString()
const { state_directory, database_url } = config
let store: TestStore

/** A browser by what it shows, of a name that contradicts nothing. */
const headers = aRequest().headers.map(([name, value]): [string, string] =>
  name.toLowerCase() === 'user-agent' ? [name, 'Mozilla/5.0 (X11; Linux x86_64) New/1.0'] : [name, value],
)
/** Requests of one visitor of a host; two hosts are two sessions. */
const visit = (host: string, given: Parameters<typeof aRequest>[0] = {}) =>
  insertRaw([aRequest({ time: began, host, conn_id: host, headers, ...given })])

const POSTS = FEATURE_NAMES.indexOf('req_post')
/** A model for which posting is anomalous. */
const modelsOf = (version: string): (() => Promise<FoundModels>) => {
  const scoreOf = (features: readonly number[]) => 0.3 + 0.5 * (features[POSTS] ?? 0)
  const models = {
    complet: anOpenModel('complet', `complet-${version}`, scoreOf),
    applicatif: anOpenModel('applicatif', `applicatif-${version}`, scoreOf),
  }
  return () => Promise.resolve({ models, problem: '' })
}
const cycle = (version = 'v1', now = new Date()) => runScoringCycle({ now }, modelsOf(version))

const Row = z.record(z.string(), z.unknown())
const Key = z.object({ session_id: z.string(), window_start: z.string(), ja4: z.string() })
const scoreOf = async (host: string) => {
  const [row] = await ask(`SELECT * EXCEPT features, length(features) AS features
    FROM ja4_processing.ml_all_scores FINAL WHERE host = '${host}'`)
  return Row.optional().parse(row)
}
const anomaliesOf = (host: string) =>
  ask(`SELECT rule, toString(threat_level) AS threat_level, recurrence, reason, asn_number, toString(asn_label) AS asn_label
    FROM ja4_processing.ml_detected_anomalies FINAL WHERE host = '${host}' ORDER BY rule`)

beforeAll(async () => {
  config.state_directory = mkdtempSync(join(tmpdir(), 'vigie-cycle-'))
  config.database_url = `file:${config.state_directory}/vigie.sqlite`
  await migrateState(config.database_url)
  store = await startTestStore()
  await loadBundledWhereEmpty()
})

afterAll(async () => {
  await store.dispose()
  rmSync(config.state_directory, { recursive: true, force: true })
  Object.assign(config, { state_directory, database_url })
})

describe('a scoring cycle', () => {
  test('the store yields exactly the features that a model wants, in order', async () => {
    expect(await listFeatureNames()).toEqual([...FEATURE_NAMES])
  })

  test('without a model says so and scores nothing', async () => {
    await visit('plain.example')
    const result = await runScoringCycle({}, () => Promise.resolve({ models: undefined, problem: 'Model refused.' }))
    expect(result).toMatchObject({ state: 'no_model', scored: 0, model_version: null })
    expect(result.detail).toMatch(/^Model refused. No model yet/)
    expect(await lastCycle()).toMatchObject({ model_origin: '', scored: 0, detail: result.detail })
  })

  test('scores every session once, and again what got requests or another model; every column is written', async () => {
    expect(await cycle()).toMatchObject({ state: 'scored', scored: 1, model_version: 'complet-v1', detail: '' })
    expect(await cycle()).toMatchObject({ scored: 0 })
    expect(await scoreOf('plain.example')).toMatchObject({
      src_ip: '::ffff:192.0.2.7',
      anomaly_score: 0.3,
      raw_anomaly_score: 0.3,
      eif_score: 0.3,
      ae_recon_error: null,
      bot_probability: null,
      decided_by: 'model',
      bot_name: '',
      campaign_id: -1,
      ...{ model_name: 'complet', model_version: 'complet-v1', hits: 1, features: 96 },
    })
    await visit('plain.example', { keepalives: 2 })
    expect(await cycle()).toMatchObject({ scored: 1 })
    expect(await cycle('v2')).toMatchObject({ scored: 1, model_version: 'complet-v2' })
    expect(await scoreOf('plain.example')).toMatchObject({ hits: 2, model_version: 'complet-v2' })
  })

  test('that has no time left does one batch, says what it leaves, and the next one goes on', async () => {
    const earlier = new Date(Date.now() - 2 * 3_600_000).toISOString()
    await visit('late.example', { time: earlier })
    await visit('newest.example')
    const short = await runScoringCycle({ scoring_ms_max: -1 }, modelsOf('v2'))
    expect(short).toMatchObject({ scored: 1, detail: 'Sessions of 1 hour wait for the next cycle to be scored.' })
    expect(await scoreOf('newest.example')).toMatchObject({ model_version: 'complet-v2' })
    expect(await scoreOf('late.example')).toBeUndefined()
    expect(await cycle('v2')).toMatchObject({ scored: 1, detail: '' })
  })

  test('keeps the campaign of a session that it scores again', async () => {
    await ask(`INSERT INTO ja4_processing.ml_all_scores SELECT * REPLACE (7 AS campaign_id, scored_at + INTERVAL 1 MILLISECOND AS scored_at)
      FROM ja4_processing.ml_all_scores FINAL WHERE host = 'plain.example'`).catch(() => undefined)
    await cycle('v1')
    expect(await scoreOf('plain.example')).toMatchObject({ campaign_id: 7, model_version: 'complet-v1' })
  })

  test('asks the model without connection facts where the connection is a CDN or nothing of it is known', async () => {
    const unseen = {
      ja4: '',
      h2_fingerprint: '',
      tcp_signature: '',
      ip_meta_ttl: 0,
      tcp_meta_mss: 0,
      correlated: false,
    }
    await visit('unseen.example', { ...unseen, scheme: 'http', http_version: '1.1', tcp_meta_options: '' })
    await cycle()
    expect(await scoreOf('unseen.example')).toMatchObject({ model_name: 'applicatif', model_version: 'applicatif-v1' })
  })

  test('says whom a person should look at, and takes it back', async () => {
    await visit('posts.example', { method: 'POST' })
    await cycle()
    expect(await scoreOf('posts.example')).toMatchObject({ threat_level: 'HIGH', anomaly_score: 0.8 })
    expect(await anomaliesOf('posts.example')).toMatchObject([{ rule: '', threat_level: 'HIGH', recurrence: 1 }])
    await insertRaw(
      [1, 2, 3, 4, 5, 6, 7, 8].map((keepalives) =>
        aRequest({ time: began, host: 'posts.example', conn_id: 'later', keepalives, headers }),
      ),
    )
    await cycle()
    expect(await scoreOf('posts.example')).toMatchObject({ threat_level: 'LEGITIMATE_BROWSER' })
    expect(await anomaliesOf('posts.example')).toMatchObject([{ threat_level: 'LOW', reason: 'No longer flagged.' }])
  })

  test('two at once: the second one is turned away', async () => {
    const states = await Promise.all([cycle(), cycle()])
    expect(states.map(({ state }) => state).sort()).toEqual(['busy', 'scored'])
    expect(states.find(({ state }) => state === 'busy')?.detail).toMatch(/^Busy: scoring is under way \(process \d+\)/)
  })
})

describe('the rule layer', () => {
  test('a known bot is one, whatever the model says', async () => {
    await visit('listed.example', { src_ip: '192.0.2.99', method: 'POST' })
    const [scanner] = await ask("SELECT prefix FROM ja4_processing.view_ref_bot_ips WHERE prefix LIKE '%.%' LIMIT 1")
    const src_ip = /[\d.]+/.exec(JSON.stringify(scanner))?.[0] ?? ''
    await visit('scanned.example', { src_ip, method: 'POST' })
    await cycle()
    expect(await scoreOf('listed.example')).toMatchObject({ decided_by: 'model', threat_level: 'HIGH' })
    expect(await scoreOf('scanned.example')).toMatchObject({
      ...{ decided_by: 'known_bot', threat_level: 'KNOWN_BOT', anomaly_score: 0.8 },
    })
    expect((await scoreOf('scanned.example'))?.['bot_name']).not.toBe('')
    expect(await anomaliesOf('scanned.example')).toEqual([])
  })

  test('a crawler from a published address is verified', async () => {
    const headers: [string, string][] = [['user-agent', 'Mozilla/5.0 (compatible; Googlebot/2.1)']]
    await visit('crawled.example', { src_ip: '66.249.66.1', headers })
    await cycle()
    expect(await scoreOf('crawled.example')).toMatchObject({ decided_by: 'verified_crawler', bot_name: 'Googlebot' })
  })

  test('what a challenge or a rule tells later decides anew, once', async () => {
    await visit('challenged.example')
    await visit('ruled.example')
    await cycle()
    const [row] = await ask(
      "SELECT session_id, toString(window_start) AS window_start, ja4 FROM ja4_processing.ml_all_scores FINAL WHERE host = 'ruled.example'",
    )
    const { session_id, window_start, ja4 } = Key.parse(row)
    await insertChallengeResults([
      { time: began, src_ip: '192.0.2.7', host: 'challenged.example', outcome: 'denied', rule: 'bot/scrapers' },
    ])
    const when = new Date().toISOString()
    await insertAnomalies([
      {
        ...{ detected_at: when, first_detected_at: when, window_start, session_id, hits: 1, recurrence: 1 },
        ...{ src_ip: '192.0.2.7', ja4, host: 'ruled.example', rule: 'path_scan', threat_level: 'HIGH', reason: '20.' },
      },
    ])
    expect(await cycle()).toMatchObject({ scored: 2 })
    expect(await cycle()).toMatchObject({ scored: 0 })
    expect(await scoreOf('challenged.example')).toMatchObject({
      ...{ threat_level: 'ANUBIS_DENY', decided_by: 'challenge' },
      ...{ anubis_bot_name: 'bot/scrapers', anubis_bot_action: 'DENY' },
    })
    expect(await scoreOf('ruled.example')).toMatchObject({ threat_level: 'HIGH', decided_by: 'rule' })
  })
})

describe('challenge results', () => {
  const countsOf = async (src_ip: string) => {
    const [row] =
      await ask(`SELECT toUInt32(sum(served)) AS served, toUInt32(sum(passed)) AS passed, toUInt32(sum(failed)) AS failed
      FROM ja4_processing.challenge_results WHERE src_ip = toIPv6('${src_ip}')`)
    return row
  }

  test('the same told again counts once', async () => {
    const results = [{ time: began, src_ip: '192.0.2.201', host: '', outcome: 'failed', rule: '' }] as const
    await insertChallengeResults(results)
    await insertChallengeResults(results, new Date(Date.now() + 1000))
    expect(await countsOf('192.0.2.201')).toEqual({ served: 0, passed: 0, failed: 1 })
  })

  test("Anubis' log counts once, also when it has grown and is read again; the minute under way waits", async () => {
    const path = join(config.state_directory, 'anubis.log')
    const line = (time: string, msg: string) => JSON.stringify({ time, msg, 'x-real-ip': '192.0.2.202' }) + '\n'
    const old = new Date(Date.now() - 600_000).toISOString()
    writeFileSync(path, `${line(old, 'new challenge issued')}not json\n${line(old, 'listening')}`)
    expect(await readChallenges(path)).toMatchObject({ lines: 3, taken: 1, skipped: 2, left_for_later: 0 })
    const newer = new Date(Date.now() - 300_000).toISOString()
    appendFileSync(
      path,
      line(newer, 'challenge passed, redirecting to app') + line(new Date().toISOString(), 'explicit deny'),
    )
    expect(await readChallenges(path)).toMatchObject({
      taken: 2,
      by_outcome: { served: 1, passed: 1 },
      left_for_later: 1,
    })
    expect(await countsOf('192.0.2.202')).toEqual({ served: 1, passed: 1, failed: 0 })
  })
})

describe('trouble', () => {
  test('a step that fails is told; what the others did counts', async () => {
    await visit('trouble.example', { method: 'POST' })
    const models = modelsOf('v3')
    const result = await runScoringCycle({}, async () => {
      const found = await models()
      const complet = found.models?.complet
      if (complet === undefined) return found
      let asked = 0
      const score: typeof complet.score = (matrix, coherence) => {
        asked += 1
        return asked > 1 ? Promise.reject(new Error('out of luck')) : complet.score(matrix, coherence)
      }
      return { ...found, models: { ...found.models, complet: { ...complet, score }, applicatif: complet } }
    })
    expect(result.detail).toContain('failed: out of luck')
    expect(result.scored).toBeGreaterThan(0)
    expect(await lastCycle()).toMatchObject({ scored: result.scored })
    expect(await cycle('v3')).toMatchObject({ detail: '' })
  })

  test('a store that is away ends the cycle, and the next one goes on', async () => {
    await visit('away.example')
    await store.end('kill')
    await expect(cycle('v3')).rejects.toThrow(Unavailable)
    await store.start()
    expect(await cycle('v3')).toMatchObject({ state: 'scored', scored: 1 })
  })
})
