import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { lastComparison } from '#db/clickhouse/groups/last-comparison.ts'
import { listCampaignMembers } from '#db/clickhouse/groups/list-campaign-members.ts'
import { listFlaggedHours } from '#db/clickhouse/groups/list-flagged-hours.ts'
import { measureCampaigns } from '#db/clickhouse/groups/measure-campaigns.ts'
import { insertCycleMetrics } from '#db/clickhouse/scores/insert-cycle-metrics.ts'
import { insertScores } from '#db/clickhouse/scores/insert-scores.ts'
import { ask, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { randomOf } from '../train/random.ts'
import { scoredSession, STANDARD_MODEL, toolOf } from './scored-sessions.fixture.ts'
import { updateCampaigns } from './update-campaigns.ts'

const HOUR_MS = 3_600_000
const now = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS + 1_800_000)
const model = STANDARD_MODEL
const random = randomOf(11)
const tools = Array.from({ length: 4 }, () => toolOf(random))
const Numbered = z.tuple([z.object({ campaign_id: z.number() })])
let store: TestStore

/** `count` sessions of one tool from a place on. */
const sessionsOf = (tool: number, place: number, count: number, at: Date) =>
  Array.from({ length: count }, (_, index) =>
    scoredSession({ place: place + index, at, centre: tools[tool] ?? [], spread: 0.3, random }),
  )

const idsByPlace = async () =>
  ask(`SELECT intDiv(toUInt32(splitByChar('.', vigie_ip_text(src_ip))[4]) - 1, 20) AS tool, groupUniqArray(campaign_id) AS ids, groupUniqArray(toString(threat_level)) AS levels
    FROM ja4_processing.ml_all_scores FINAL WHERE startsWith(vigie_ip_text(src_ip), '198.51.0.') GROUP BY tool ORDER BY tool`)

beforeAll(async () => {
  store = await startTestStore()
  const strays = Array.from({ length: 15 }, (_, index) =>
    scoredSession({ place: 250 + index, at: now, centre: toolOf(random), spread: 1, threat_level: 'MEDIUM', random }),
  )
  const people = Array.from({ length: 30 }, (_, index) =>
    scoredSession({ place: 300 + index, at: now, centre: toolOf(random), spread: 1, threat_level: 'NORMAL', random }),
  )
  const three = [0, 1, 2].flatMap((tool) => sessionsOf(tool, tool * 20, 12, now))
  await insertScores([...three, ...strays, ...people])
})
afterAll(() => store.dispose())

test('sessions of one tool are one campaign, strays are in none, and HIGH in company becomes CRITICAL', async () => {
  const first = await updateCampaigns({ now, model, every_ms: 0 })
  expect(first).toMatchObject({ campaigns: 3, sessions: 51, outliers: 15, raised: 36, left_out: 0 })
  const rows = await idsByPlace()
  expect(rows).toHaveLength(3)
  expect(rows).toEqual([0, 1, 2].map((tool) => ({ tool, ids: [expect.any(Number)], levels: ['CRITICAL'] })))
  const [campaign] = await ask(
    'SELECT sessions, addresses, hits, toString(threat_level) AS threat_level, length(traits) > 0 AS has_traits, reason FROM ja4_processing.campaigns FINAL LIMIT 1',
  )
  // A dozen that began just now: grave, but neither many nor far spread.
  expect(campaign).toMatchObject({ sessions: 12, addresses: 12, hits: 240, threat_level: 'HIGH', has_traits: 1 })
  const [proof] = await ask(
    'SELECT min(length(proof)) AS least, toUInt32(countIf(campaign_id < 0)) AS outside FROM ja4_processing.campaign_members FINAL',
  )
  expect(proof).toEqual({ least: 5, outside: 0 })
})

test('doing it again changes nothing; within five minutes it is not even looked at', async () => {
  const written = 'SELECT toUInt32(count()) AS rows, max(scored_at) AS newest FROM ja4_processing.ml_all_scores'
  const before = await ask(written)
  expect(await updateCampaigns({ now, model, every_ms: 0 })).toMatchObject({ campaigns: 3, raised: 0 })
  expect(await ask(written)).toEqual(before)
  expect(await updateCampaigns({ now: new Date(now.getTime() + 60_000), model })).toMatchObject({ state: 'not_due' })
})

test('a campaign keeps its number through the hours, and a new one gets a new number', async () => {
  const numbers = async () => {
    const rows = await idsByPlace()
    return rows.map((row) => JSON.stringify(row))
  }
  const before = await numbers()
  for (let hour = 1; hour <= 3; hour++) {
    const at = new Date(now.getTime() + hour * HOUR_MS)
    await insertScores([0, 1, 2].flatMap((tool) => sessionsOf(tool, tool * 20, 12, at)))
    if (hour === 2) await insertScores(sessionsOf(3, 60, 8, at))
    await updateCampaigns({ now: at, model, every_ms: 0 })
  }
  const after = await numbers()
  expect(after.slice(0, 3)).toEqual(before)
  const [fourth] = await ask(
    'SELECT campaign_id, sessions FROM ja4_processing.campaigns FINAL ORDER BY campaign_id DESC',
  )
  expect(fourth).toEqual({ campaign_id: 4, sessions: 8 })
  const [first] = await ask('SELECT sessions, addresses FROM ja4_processing.campaigns FINAL WHERE campaign_id = 1')
  expect(first).toEqual({ sessions: 48, addresses: 12 })
})

test('a rewritten score keeps everything but its campaign and its level', async () => {
  const [row] = await ask(`
    SELECT toUInt32(uniqExact(tuple(session_id, anomaly_score, features, hits, model_version))) AS versions, toUInt32(uniqExact(session_id)) AS sessions
    FROM ja4_processing.ml_all_scores WHERE campaign_id > 0 OR threat_level = 'HIGH'`)
  expect(row).toEqual({ versions: 152, sessions: 152 })
})

test('members have the level that company gave them, and who was not compared yet is told apart from who is alone', async () => {
  const members = await listCampaignMembers({ campaign_id: 1, limit: 100 })
  expect(new Set(members.map(({ threat_level }) => threat_level))).toEqual(new Set(['CRITICAL']))
  const since = now.toISOString()
  expect(await lastComparison({ since })).toBeUndefined()
  const cycle = { model_name: '', model_version: '', model_origin: '', scored: 0, duration_ms: 1 } as const
  const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString()
  const counts = { ...cycle, anomaly_rate: 0, detail: '' }
  await insertCycleMetrics([
    { ...counts, cycle_at: later(5), steps_ms: { campaigns: 40 } },
    { ...counts, cycle_at: later(6), steps_ms: { campaigns: 0.1 } },
    { ...counts, cycle_at: later(7), steps_ms: { campaigns: 9 }, failed_steps: { campaigns: 'the store was away' } },
  ])
  expect(await lastComparison({ since })).toBe(later(5))
  const [hour] = await listFlaggedHours({ since, compared_at: later(5) })
  expect(hour).toMatchObject({ sessions: 51, outliers: 15, waiting: 0 })
  // The strays are older than the ten newest: where no more can be compared, nobody compared them.
  const [crowded] = await listFlaggedHours({ since, compared_at: later(5), compared_max: 10 })
  expect(crowded).toMatchObject({ sessions: 51, outliers: 15, waiting: 15 })
  const [before] = await listFlaggedHours({ since, compared_at: later(-60) })
  expect(before).toMatchObject({ outliers: 15, waiting: 15 })
  const [never] = await listFlaggedHours({ since })
  expect(never?.waiting).toBe(15)
})

test('a campaign follows what its sessions are now: those no longer flagged lower it, and when none is left it is closed', async () => {
  const at = new Date(now.getTime() + 3 * HOUR_MS)
  const [{ campaign_id }] = Numbered.parse(
    await ask(
      "SELECT DISTINCT campaign_id FROM ja4_processing.campaign_members FINAL WHERE vigie_ip_text(src_ip) = '198.51.0.1'",
    ),
  )
  const levelOf = async () =>
    ask(`SELECT toString(threat_level) AS level FROM ja4_processing.campaigns FINAL WHERE campaign_id = ${campaign_id}`)
  const [before] = await measureCampaigns({ campaign_ids: [campaign_id], now: at.toISOString() })
  expect(before).toMatchObject({ members: 48, flagged: 48, live: 48, grave: 48, addresses: 12, networks: 1, hosts: 1 })
  expect(await levelOf()).toEqual([{ level: 'HIGH' }])
  // Somebody found them harmless: the next cycle scores them anew, all but the last hour's.
  const again = async (hours: readonly number[], minute: number) => {
    for (const hour of hours) {
      const scored_at = new Date(at.getTime() + minute * 60_000).toISOString()
      const then = new Date(now.getTime() + hour * HOUR_MS)
      const rows = sessionsOf(0, 0, 12, then)
      await insertScores(
        rows.map((row) => ({ ...row, threat_level: 'NORMAL' as const, anomaly_score: 0.1, scored_at })),
      )
    }
    return updateCampaigns({ now: new Date(at.getTime() + minute * 60_000), model, every_ms: 0 })
  }
  expect(await again([0, 1, 2], 10)).toMatchObject({ closed: 0 })
  const [part] = await measureCampaigns({ campaign_ids: [campaign_id], now: at.toISOString() })
  expect(part).toMatchObject({ members: 48, flagged: 12, live: 12 })
  expect(await levelOf()).toEqual([{ level: 'MEDIUM' }])
  expect(await again([3], 20)).toMatchObject({ campaigns: 3, closed: 1 })
  expect(await levelOf()).toEqual([{ level: 'LOW' }])
  const [none] = await measureCampaigns({ campaign_ids: [campaign_id], now: at.toISOString() })
  expect(none).toMatchObject({ members: 48, flagged: 0, live: 0, last_flagged_at: '' })
})

test('a campaign of which nothing is seen for a day is closed, and the others stay as they are', async () => {
  const later = new Date(now.getTime() + 29 * HOUR_MS)
  expect(await updateCampaigns({ now: later, model, every_ms: 0 })).toMatchObject({ campaigns: 0, closed: 4 })
  expect(await ask('SELECT DISTINCT toString(threat_level) AS level FROM ja4_processing.campaigns FINAL')).toEqual([
    { level: 'LOW' },
  ])
  const [measure] = await measureCampaigns({ campaign_ids: [4], now: later.toISOString() })
  expect(measure).toMatchObject({ flagged: 8, live: 0 })
})
