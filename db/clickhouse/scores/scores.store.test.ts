import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ThreatLevel } from '../../model/threat-level.ts'
import { ask, startTestStore, type TestStore } from '../store.fixture.ts'
import { countScoresByBin } from './count-scores-by-bin.ts'
import { describeVoices } from './describe-voices.ts'
import { getScorePercentile } from './get-score-percentile.ts'
import { getSessionExplanation } from './get-session-explanation.ts'
import { insertAnomalies } from './insert-anomalies.ts'
import { insertScores, type Score } from './insert-scores.ts'
import { listScores } from './list-scores.ts'
import { listFeaturePercentiles } from './list-feature-percentiles.ts'
import { listHourlyAnomalyRates } from './list-hourly-anomaly-rates.ts'
import { listScoresOfSessions } from './list-scores-of-sessions.ts'
import { sampleVoices } from './sample-voices.ts'

const HOUR = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000)
const window_start = HOUR.toISOString()
const range = {
  since: new Date(HOUR.getTime() - 60_000).toISOString(),
  until: new Date(HOUR.getTime() + 7_200_000).toISOString(),
}
const host = 'shop.example'
const SCORES = [0.05, 0.29, 0.29, 0.5, 0.71, 0.9]

const IDS = z.object({ ids: z.array(z.string()) })

let store: TestStore
let session_ids: string[]

function aScore(at: number, given: Partial<Score> = {}): Score {
  const anomaly_score = SCORES[at] ?? 0
  return {
    window_start,
    src_ip: `192.0.2.${at + 1}`,
    ja4: 't13d1516h2_8daaf6152771_02cb136f2775',
    host,
    session_id: session_ids[at] ?? '',
    started_at: window_start,
    ended_at: new Date(HOUR.getTime() + 600_000).toISOString(),
    anomaly_score,
    raw_anomaly_score: anomaly_score,
    eif_score: anomaly_score / 2,
    threat_level: anomaly_score > 0.6 ? 'HIGH' : 'NORMAL',
    model_name: 'complet',
    model_version: 'complet-1',
    scored_at: window_start,
    hits: 3,
    features: [1],
    ...given,
  }
}

beforeAll(async () => {
  store = await startTestStore()
  const texts = SCORES.map(
    (_, at) =>
      `vigie_session_id(toDateTime('${window_start.slice(0, 19).replace('T', ' ')}', 'UTC'), '${host}', toIPv6('192.0.2.${at + 1}'), 't13d1516h2_8daaf6152771_02cb136f2775')`,
  )
  const [row] = await ask(`SELECT [${texts.join(', ')}] AS ids`)
  session_ids = IDS.parse(row).ids
  await insertScores(SCORES.map((_, at) => aScore(at)))
  // The highest of all is scored again, much lower.
  await insertScores([
    aScore(5, { anomaly_score: 0.1, threat_level: 'NORMAL', scored_at: new Date(HOUR.getTime() + 1000).toISOString() }),
  ])
}, 60_000)

afterAll(() => store.dispose())

describe('scores', () => {
  test('are listed by the newest opinion, page by page, none twice and none left out', async () => {
    const all = await listScores({ ...range, limit: 10 })
    expect(all.map(({ anomaly_score }) => Number(anomaly_score.toFixed(2)))).toEqual([0.71, 0.5, 0.29, 0.29, 0.1, 0.05])
    const paged: string[] = []
    for (let begin = {}; ;) {
      const [next] = await listScores({ ...range, limit: 1, ...begin })
      if (next === undefined) break
      paged.push(next.session_id)
      begin = { after_anomaly_score: next.anomaly_score, after_session_id: next.session_id }
    }
    expect(paged).toEqual(all.map(({ session_id }) => session_id))
  })

  test('between two are those, both ends included', async () => {
    const between = await listScores({ ...range, limit: 10, min_score: 0.1, max_score: 0.5 })
    expect(between.map(({ anomaly_score }) => Number(anomaly_score.toFixed(2)))).toEqual([0.5, 0.29, 0.29, 0.1])
  })

  test('a voice that did not speak is null, not a number', async () => {
    const [first] = await listScores({ ...range, limit: 1 })
    expect(first).toMatchObject({ knn_distance: null, bot_probability: null, decided_by: 'model' })
    expect(first?.eif_score).toBeCloseTo(0.355, 5)
  })

  test('are counted once a session, in the bin that their number names', async () => {
    const bins = await countScoresByBin(range)
    expect(bins.map(({ bin, sessions }) => [bin, sessions])).toEqual([
      [5, 1],
      [10, 1],
      [29, 2],
      [50, 1],
      [71, 1],
    ])
  })

  test('of labelled sessions are the newest, and only of the model that is asked for', async () => {
    const found = await listScoresOfSessions({ ...range, session_ids: session_ids.slice(4), model_name: 'complet' })
    expect(found.map(({ anomaly_score }) => Number(anomaly_score.toFixed(2))).sort()).toEqual([0.1, 0.71])
    expect(await listScoresOfSessions({ ...range, session_ids, model_name: 'applicatif' })).toEqual([])
  })

  test('voices are described apart for the flagged, the silent ones not at all, and the sample holds both', async () => {
    const distributions = await describeVoices(range)
    expect(distributions.map(({ voice, flagged, sessions }) => [voice, flagged, sessions])).toEqual([
      ['eif_score', false, 5],
      ['eif_score', true, 1],
    ])
    expect(await sampleVoices({ ...range, limit: 2 })).toHaveLength(3)
  })

  test('a percentile is the share of the day that scores lower', async () => {
    const percentile = await getScorePercentile({
      session_id: session_ids[3] ?? '',
      anomaly_score: 0.5,
      model_name: 'complet',
    })
    expect(percentile?.share).toBeGreaterThan(0.5)
    expect(percentile?.share).toBeLessThan(1)
  })
})

test('reasons come back as they were written, what is not known as null, rules left aside', async () => {
  const session_id = session_ids[4] ?? ''
  const flagged = {
    ...{ detected_at: window_start, first_detected_at: window_start, window_start, session_id, host, hits: 3 },
    ...{ src_ip: '192.0.2.5', ja4: 't13d1516h2_8daaf6152771_02cb136f2775', recurrence: 1, anomaly_score: 0.71 },
    ...({ threat_level: 'HIGH', model_version: 'complet-1' } as const),
  }
  const reasons = [{ feature: 'tls_ciphers', contribution: 0.5, value: NaN, human_median: 15 }]
  await insertAnomalies([
    { ...flagged, rule: '', reason: 'Because.', reasons, counterfactual: [{ feature: 'req_hits', human_value: 1.5 }] },
    { ...flagged, rule: 'rate', reason: 'Fast.' },
  ])
  expect(await getSessionExplanation({ session_id })).toMatchObject({
    reasons: [{ feature: 'tls_ciphers', contribution: 0.5, value: null, human_median: 15 }],
    reason: 'Because.',
    counterfactual: [{ feature: 'req_hits', human_value: 1.5 }],
    counterfactual_score: null,
    model_version: 'complet-1',
  })
  expect(await getSessionExplanation({ session_id: session_ids[0] ?? '' })).toBeUndefined()
})

test('drift looks at ordinary sessions, browsers among them; the hourly rate counts whatever was scored', async () => {
  const earlier = new Date(HOUR.getTime() - 7_200_000).toISOString()
  const levels = ThreatLevel.options
  await insertScores(
    levels.map((threat_level, at) => ({
      ...aScore(0, {
        threat_level,
        window_start: earlier,
        started_at: earlier,
        ended_at: earlier,
        model_name: 'drift',
      }),
      ...{ src_ip: `198.51.100.${at + 1}`, session_id: `level-${at}` },
    })),
  )
  const [spread] = await listFeaturePercentiles({ since: earlier, model_name: 'drift', one_in: 1 })
  expect(spread?.rows).toBe(3)
  expect(await listHourlyAnomalyRates({ since: earlier, until: window_start })).toEqual([
    { window_start: earlier, sessions: levels.length, anomalous: 2 },
  ])
})

test('neither voices nor their picture take known bots for others', async () => {
  const hour = new Date(HOUR.getTime() - 10 * 3_600_000).toISOString()
  const times = { window_start: hour, started_at: hour, ended_at: hour, model_name: 'voices' }
  const levels = ['NORMAL', 'KNOWN_BOT', 'ANUBIS_DENY', 'HIGH'] as const
  await insertScores(
    levels.map((threat_level, at) => ({
      ...aScore(0, { ...times, threat_level, session_id: session_ids[at] ?? '' }),
      src_ip: `198.51.100.${at + 50}`,
    })),
  )
  const asked = { since: hour, until: new Date(Date.parse(hour) + 3_600_000).toISOString(), model_name: 'voices' }
  const counts = (await describeVoices(asked)).map(({ flagged, sessions }) => ({ flagged, sessions }))
  expect(counts).toEqual([false, true].map((flagged) => ({ flagged, sessions: 1 })))
  const sample = await sampleVoices({ ...asked, limit: 10 })
  expect(sample.map(({ threat_level }) => threat_level).sort()).toEqual(['HIGH', 'NORMAL'])
})
