import { join } from 'node:path'
import { randomOf } from '#lab/random.ts'
import { compose, type Guest, type Half } from '../compose/compose.ts'
import { load } from '../compose/load.ts'
import type { Visit } from '../compose/read-capture.ts'
import { trainControls, type TrainedControl } from './controls.ts'
import type { EvaluationStore } from './evaluation-store.ts'
import { judgedSessions, type JudgedSession } from './judged-session.ts'
import { writeLabels, type LabelPlan } from './label-file.ts'

const HOUR_MS = 3_600_000
/** Of the training's visitors so many have a label; the programs without one are what a real baseline is contaminated with. */
const LABELS: LabelPlan = { bots: 0.95, people: 0.3 }

export interface PopulationPlan {
  /** Hours of each half. */
  hours: number
  /** Share of programs in the test, at most. */
  bot_share: number
  seed: number
  folder: string
  /** Fewest sessions that a model may learn from. */
  min_rows: number
}

export interface JudgedPopulation {
  halves: readonly [Half, Half]
  guests: Guest[]
  rows: number
  sessions: JudgedSession[]
  unlabelled_bots: number
  /** Models of the controls, trained when the main ones were. */
  controls: TrainedControl[]
}

/** The training half lies in full hours before the test's, with an hour between them. */
export function halvesOf(hours: number, now_ms: number): readonly [Half, Half] {
  const ends_ms = Math.floor(now_ms / HOUR_MS) * HOUR_MS
  return [
    { split: 'train', starts_ms: ends_ms - (2 * hours + 1) * HOUR_MS, hours },
    { split: 'test', starts_ms: ends_ms - hours * HOUR_MS, hours },
  ]
}

/** Fills the store half by half: what has not happened yet when the models learn is not there. */
export async function judgePopulation(
  store: EvaluationStore,
  visits: readonly Visit[],
  plan: PopulationPlan & { controls: boolean },
  say: (line: string) => void,
): Promise<JudgedPopulation> {
  const random = randomOf(plan.seed)
  const halves = halvesOf(plan.hours, Date.now())
  const [training, test] = halves
  const whole = { halves, bot_share: { train: 1, test: plan.bot_share }, random }
  const population = [...compose(visits, whole)]
  const part = (split: Half['split']) => population.filter(({ guest }) => guest.split === split)
  const first = await load(part('train'), join(plan.folder, 'train'))
  const labels = join(plan.folder, 'labels.ndjson')
  const { unlabelled_bots } = writeLabels(labels, first.guests, LABELS, random)
  say(`Training on ${first.rows} requests of ${first.guests.length} addresses.`)
  const since = new Date(training.starts_ms).toISOString()
  say(await store.ml('train', '--since', since, '--labels', labels, '--min-rows', String(plan.min_rows)))
  const controls = plan.controls ? await trainControls(store, first.guests, { since, ...plan }, say) : []
  const second = await load(part('test'), join(plan.folder, 'test'))
  say(`Scoring ${second.rows} requests of ${second.guests.length} addresses.`)
  await store.ml('score', '--since', new Date(test.starts_ms).toISOString())
  const guests = [...first.guests, ...second.guests]
  return {
    ...{ halves, guests, controls, unlabelled_bots, rows: first.rows + second.rows },
    sessions: await judgedSessions(test, guests),
  }
}
