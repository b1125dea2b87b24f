import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { randomOf } from '#lab/random.ts'
import { compose, type Composed } from '../compose/compose.ts'
import { load } from '../compose/load.ts'
import type { Visit } from '../compose/read-capture.ts'
import type { Glimpse } from '../measure/detection-time.ts'
import { thresholdAt } from '../measure/threshold.ts'
import { startEvaluationStore } from './evaluation-store.ts'
import { judgedSessions } from './judged-session.ts'
import { halvesOf, type PopulationPlan } from './judge-population.ts'

/**
 * The test half again, in a store of its own for each look, its programs cut after so many requests of each host, and scored by
 * the models that `state_directory` has. Without background, which makes programs less rare than they are.
 */
export async function takeGlimpses(
  state_directory: string,
  visits: readonly Visit[],
  plan: PopulationPlan,
  looks: readonly number[],
  rate: number,
): Promise<Glimpse[]> {
  const glimpses: Glimpse[] = []
  for (const requests of looks) {
    const store = await startEvaluationStore()
    try {
      cpSync(join(state_directory, 'models'), join(store.state_directory, 'models'), { recursive: true })
      glimpses.push(...(await look(store, visits, plan, requests, rate)))
    } finally {
      await store.stop()
    }
  }
  return glimpses
}

async function look(
  store: Awaited<ReturnType<typeof startEvaluationStore>>,
  visits: readonly Visit[],
  plan: PopulationPlan,
  requests: number,
  rate: number,
): Promise<Glimpse[]> {
  const [, test] = halvesOf(plan.hours, Date.now())
  const whole = { halves: [test], bot_share: { train: 1, test: 1 }, random: randomOf(plan.seed) }
  const population = [...compose(visits, whole)].map((one) => (one.guest.label === 'bot' ? cut(one, requests) : one))
  const { guests } = await load(population, join(plan.folder, `look-${requests}`))
  await store.ml('score', '--since', new Date(test.starts_ms).toISOString())
  const sessions = await judgedSessions(test, guests)
  const people = sessions.filter(({ guest }) => guest.label === 'human')
  const threshold = thresholdAt(
    rate,
    people.map(({ anomaly_score }) => anomaly_score),
  )
  return sessions.flatMap(({ guest, host, hits, anomaly_score, started_at, ended_at }): Glimpse[] => {
    if (guest.label === 'human') return []
    const seconds = (Date.parse(ended_at) - Date.parse(started_at)) / 1000
    // The same visit has another address in each look; its place among the guests is the same.
    const who = `${guests.indexOf(guest)} ${host}`
    return [{ who, class: guest.class, requests: hits, seconds, is_found: anomaly_score > threshold.score }]
  })
}

/** The first requests on each host, with the connections' own rows. */
function cut({ guest, rows }: Composed, requests: number): Composed {
  const seen = new Map<string, number>()
  const sorted = [...rows].sort((one, other) => Date.parse(one.time) - Date.parse(other.time))
  return {
    guest,
    rows: sorted.filter(({ type, host }) => {
      const count = (seen.get(host) ?? 0) + (type === 'request' ? 1 : 0)
      seen.set(host, count)
      return count <= requests
    }),
  }
}
