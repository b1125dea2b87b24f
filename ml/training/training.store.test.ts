import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { config } from '#db/config.ts'
import { aRequest } from '#db/model/request.builder.ts'
import type { Actor } from '#db/prisma/actor.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { recordVerdict } from '#db/prisma/verdicts/record-verdict.ts'
import { withdrawVerdict } from '#db/prisma/verdicts/withdraw-verdict.ts'
import { config as settings } from '../config.ts'
import { Label } from '../labels/label.ts'
import { listModels } from '../score/list-models.ts'
import { currentModel } from '../score/model-store.ts'
import { trainModels } from './train-models.ts'
import type { TrainingResult } from './training-result.ts'

const { state_directory, database_url } = config
const { fingerprint_coherence_threshold: threshold } = settings
const HOUR_MS = 3_600_000
const now = new Date()
const analyst: Actor = { name: 'ada', scopes: ['verdicts:write'], token_id: null, client_address: '', request_id: '' }
let store: TestStore

/** A visit of two requests each, some hours ago. */
function visits(count: number, hours_ago: number) {
  return Array.from({ length: count }, (_, client) => {
    const began = now.getTime() - hours_ago * HOUR_MS + client * 1000
    const known = { src_ip: `203.0.113.${client}`, conn_id: `${hours_ago}-${client}` }
    return [1, 2].map((keepalives) =>
      aRequest({
        ...known,
        time: new Date(began + keepalives * 100 * (1 + (client % 7))).toISOString(),
        ...{ keepalives, path: `/page/${(client * keepalives) % 9}` },
      }),
    )
  }).flat()
}

const Sessions = z.array(z.object({ session_id: z.string() }))
/** Of the hour before the last ones: the verdicts are on these. */
async function sessionsOf(src_ips: readonly string[]): Promise<string[]> {
  const found = await ask(`SELECT DISTINCT session_id, toString(src_ip) AS ip FROM ja4_logs.http_logs
    WHERE vigie_ip_text(src_ip) IN ('${src_ips.join("','")}') ORDER BY ip, session_id`)
  return Sessions.parse(found).map(({ session_id }) => session_id)
}

const train = (given: Parameters<typeof trainModels>[0] = {}) => trainModels({ now, min_rows: 50, ...given })

/** The labels that went with the model for direct traffic. */
function labelsOf({ models }: TrainingResult): z.infer<typeof Label>[] {
  const lines = readFileSync(join(models[0]?.directory ?? '', 'labels.ndjson'), 'utf8')
    .trim()
    .split('\n')
  return lines.filter((line) => line !== '').map((line) => Label.parse(JSON.parse(line)))
}

beforeAll(async () => {
  config.state_directory = mkdtempSync(join(tmpdir(), 'vigie-training-'))
  config.database_url = `file:${config.state_directory}/vigie.sqlite`
  await migrateState(config.database_url)
  store = await startTestStore()
  // The builder's browser is put together for other tests: it contradicts itself.
  settings.fingerprint_coherence_threshold = 0
  for (const hours_ago of [3, 1]) await insertRaw(visits(80, hours_ago))
})

afterAll(async () => {
  await stateDatabase().$disconnect()
  await store.dispose()
  rmSync(config.state_directory, { recursive: true, force: true })
  Object.assign(config, { state_directory, database_url })
  settings.fingerprint_coherence_threshold = threshold
})

describe('training on a site', () => {
  test('refuses too few sessions, and says how many there are', async () => {
    await expect(trainModels({ now })).rejects.toThrow(
      /Not trained: 160 sessions since .* \(\d+ others left out[^{}]*\), .* at least 500/,
    )
    await expect(train({ labels_file: '/nowhere' })).rejects.toThrow(/^\/nowhere: there is no such file$/)
    await expect(train({ since: now, until: now })).rejects.toThrow(/nothing lies between them/)
    expect((await currentModel('complet')).model?.manifest.origin).toBe('bundled')
  })

  test('makes both models, says step by step what it does, and what passed scores', async () => {
    const said: string[] = []
    const result = await trainModels({ now, min_rows: 50 }, (line) => said.push(line))
    expect(result.models.map(({ model_name }) => model_name)).toEqual(['complet', 'applicatif'])
    expect(result).toMatchObject({ selected: 160, excluded: {}, labels: {} })
    expect(said.join('\n')).toMatch(/baseline: 160 of 160 sessions[\s\S]*complet: eif: \d+ ms[\s\S]*applicatif: passed/)
    const { model } = await currentModel('complet')
    expect(model?.manifest).toMatchObject({ origin: 'site', training: { validation_rows: 32 }, gate: { passed: true } })
    expect((await listModels()).filter(({ current }) => current)).toHaveLength(2)
  })

  test('a second one at the same time is turned away', async () => {
    const [first, second] = await Promise.allSettled([train({ models: ['applicatif'] }), train()])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a verdict', () => {
  test('labels its session with its id, keeps it out of the ordinary, and is remembered when the session is gone', async () => {
    const session_ids = await sessionsOf(['203.0.113.1'])
    const verdicts = await Promise.all(
      session_ids.map((session_id) => recordVerdict(stateDatabase(), analyst, { session_id, verdict: 'tolerated' })),
    )
    const result = await train({ models: ['complet'] })
    expect(result.excluded).toEqual({ verdict: session_ids.length })
    expect(result.labels).toEqual({ verdict: { human: 0, bot: session_ids.length } })
    const of = (id: string) => labelsOf(result).find(({ session_id }) => session_id === id)
    expect(of(session_ids[0] ?? '')).toMatchObject({ label: 'bot', source_id: verdicts[0]?.verdict_id, weight: 1 })
    // As if the week were over: only the snapshots still know these sessions.
    const later = await train({ models: ['complet'], since: new Date(now.getTime() - HOUR_MS - 60_000), min_rows: 20 })
    expect(later.labels).toEqual({ verdict: { human: 0, bot: session_ids.length } })
  })

  test('that is withdrawn is withdrawn from the next training, and its session is ordinary again', async () => {
    const [session_id = '', ...others] = await sessionsOf(['203.0.113.1'])
    const standing = await stateDatabase().verdict.findFirstOrThrow({ where: { session_id, withdrawn_at: null } })
    await withdrawVerdict(stateDatabase(), analyst, standing.verdict_id)
    const result = await train({ models: ['complet'] })
    expect(result.labels).toEqual({ verdict: { human: 0, bot: others.length } })
    expect(result.excluded).toEqual({ verdict: others.length })
    expect(labelsOf(result).map((label) => label.session_id)).not.toContain(session_id)
  })
})
