import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import type { Request } from '#db/model/request.ts'
import { hoursAgo, requestAt } from '../feature-store.fixture.ts'
import { gaussian } from '../train/gaussian.ts'
import { randomInteger, randomOf } from '../train/random.ts'
import { detectFleets } from './detect-fleets.ts'

const HOUR_MS = 3_600_000
const FLEET_JA4 = 't13d190900_9dc949149365_97f8aa674fc9'
/** The fleet begins at the top of this hour. */
const start = hoursAgo(3)
const random = randomOf(4)
let store: TestStore

const after = (hours: number) => new Date(start + hours * HOUR_MS)

/** 200 addresses in 40 networks, each with one request every five minutes, of two pages in turn. */
function fleetRequests(from: number, to: number): Request[] {
  return Array.from({ length: 200 }, (_, address) =>
    Array.from({ length: (to - from) * 12 }, (_, turn) =>
      requestAt(start + from * HOUR_MS, turn * 300_000 + ((address * 1499) % 280_000) + randomInteger(random, 15_000), {
        src_ip: `10.${address % 40}.7.${address + 1}`,
        ja4: FLEET_JA4,
        conn_id: `fleet-${address}-${turn}`,
        path: turn % 2 === 0 ? '/prices' : '/stock',
        headers: [
          ['host', 'shop.example'],
          ['user-agent', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36'],
          ['accept', '*/*'],
        ],
        header_order_signature: 'host,user-agent,accept',
      }),
    ),
  ).flat()
}

/** 90 people, each with a few pages and what these consist of. */
function people(hour: number): Request[] {
  return Array.from({ length: 90 }, (_, person) => {
    let at = randomInteger(random, 3_000_000)
    return Array.from({ length: 2 + randomInteger(random, 6) }, () => {
      const page = `/page/${Math.floor(200 ** random())}`
      at += Math.exp(9 + gaussian(random))
      return Array.from({ length: 5 + randomInteger(random, 6) }, (_, part) => {
        at += 30 + randomInteger(random, 200)
        const path = part === 0 ? page : `${page}/${part}.css`
        return requestAt(hour, at % HOUR_MS, {
          src_ip: `192.0.2.${person + 1}`,
          conn_id: `person-${hour}-${person}`,
          path,
        })
      })
    }).flat()
  }).flat()
}

beforeAll(async () => {
  store = await startTestStore()
  for (const hours of [0, 1, 2]) await insertRaw(people(start + hours * HOUR_MS))
})
afterAll(() => store.dispose())

test('people alone are no fleet', async () => {
  expect(await detectFleets({ now: after(1), every_ms: 0 })).toMatchObject({ state: 'done', fleets: 0, profiles: 1 })
})

test('the slow fleet is found within two hours as one, with all its addresses', async () => {
  await insertRaw(fleetRequests(0, 2))
  expect(await detectFleets({ now: after(1.95), every_ms: 0 })).toMatchObject({ fleets: 1, profiles: 2 })
  const [fleet] = await ask(`
    SELECT toUInt32(addresses) AS addresses, fleet_score > 0.7 AS is_certain, shared['ja4'] AS ja4, arraySort(path_examples) AS paths, toUInt32(length(members)) AS listed, match(reason, '^200 addresses of 40 networks look the same') AS is_said
    FROM ja4_processing.fleet_detections FINAL WHERE has(ja4s, '${FLEET_JA4}')`)
  expect(fleet).toMatchObject({
    addresses: 200,
    is_certain: 1,
    ja4: FLEET_JA4,
    paths: ['/prices', '/stock'],
    listed: 200,
    is_said: 1,
  })
})

test('it has the same name in the next hour, and that hour’s sessions know of it by their features', async () => {
  await insertRaw(fleetRequests(2, 3))
  await detectFleets({ now: after(3), every_ms: 0 })
  const fleets = await ask(
    "SELECT match(fleet_id, '^[0-9a-f]{16}$') AS is_id, toUInt32(uniqExact(window_start)) AS hours FROM ja4_processing.fleet_detections GROUP BY fleet_id",
  )
  expect(fleets).toEqual([{ is_id: 1, hours: 2 }])
  const [scores] = await ask(`
    SELECT toUInt32(countIf(ja4 = '${FLEET_JA4}' AND xs_fleet_score > 0.7)) AS fleet, toUInt32(countIf(ja4 != '${FLEET_JA4}' AND xs_fleet_score > 0)) AS others
    FROM ja4_processing.view_ai_features_1h WHERE window_start = toDateTime(${(start + 3 * HOUR_MS) / 1000 - 3600}, 'UTC')`)
  expect(scores).toEqual({ fleet: 200, others: 0 })
})

test('within two minutes it does not look again', async () => {
  expect(await detectFleets({ now: after(3) })).toMatchObject({ state: 'not_due' })
})
