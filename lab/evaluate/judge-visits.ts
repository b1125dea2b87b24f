import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Visit } from './compose/read-capture.ts'
import { randomOf } from '#lab/random.ts'
import { ablate, type Ablated } from './measure/ablation.ts'
import { detectionTimes, type DetectionTime } from './measure/detection-time.ts'
import { reportOf, type Report } from './report/report.ts'
import { settingOf } from './report/setting.ts'
import { judgeControls } from './score/controls.ts'
import { startEvaluationStore } from './score/evaluation-store.ts'
import { findGroups } from './score/groups.ts'
import { takeGlimpses } from './score/glimpses.ts'
import { judgePopulation, type JudgedPopulation, type PopulationPlan } from './score/judge-population.ts'
import type { JudgedSession } from './score/judged-session.ts'
import { openTrained } from './score/open-trained.ts'

/** The rate at which a session counts as found, in the time to detect. */
const RATE = 0.01

interface Extras {
  /** After how many requests programs are looked at; empty: the time to detect is not measured. */
  looks: readonly number[]
  controls: boolean
}

/** From captured visits to the report, in a store of its own that is gone afterwards. */
export async function judgeVisits(
  visits: readonly Visit[],
  plan: PopulationPlan,
  { looks, controls }: Extras,
  say: (line: string) => void,
): Promise<Report> {
  const store = await startEvaluationStore()
  try {
    const population = await judgePopulation(store, visits, { ...plan, controls }, say)
    const counted = population.sessions.filter(({ guest }) => !guest.is_background)
    const direct = counted.filter(({ model_name }) => model_name === 'complet')
    const { ablation, model } = await ablateTrained(store.state_directory, direct)
    const judged = await judgeControls(population.controls, direct, randomOf(plan.seed + 2))
    const detection_time = await timesOf(store.state_directory, visits, plan, looks)
    keepSessions(population.sessions, plan.folder)
    const groups = await findGroups(visits, plan)
    const facts = { sessions: population.sessions, groups, requests: population.rows }
    return reportOf(
      {
        ...facts,
        ...{ ablation, model, controls: judged, detection_time, unlabelled_bots: population.unlabelled_bots },
        setting: settingOf(plan, shareOfPrograms(population)),
      },
      new Date(),
    )
  } finally {
    await store.stop()
  }
}

/** Beside the report, for whoever wants to see which session was meant. */
function keepSessions(sessions: readonly JudgedSession[], folder: string): void {
  writeFileSync(join(folder, 'sessions.ndjson'), sessions.map((session) => `${JSON.stringify(session)}\n`).join(''))
}

const shareOfPrograms = ({ sessions }: JudgedPopulation): number =>
  sessions.filter(({ guest }) => guest.label === 'bot').length / Math.max(1, sessions.length)

async function ablateTrained(
  state_directory: string,
  sessions: readonly JudgedSession[],
): Promise<{ ablation: Ablated[]; model: Record<string, unknown> }> {
  const model = await openTrained(state_directory, 'complet')
  try {
    const { model_version, training, fusion, thresholds, gate } = model.manifest
    return { ablation: await ablate(model, sessions), model: { model_version, training, fusion, thresholds, gate } }
  } finally {
    await model.close()
  }
}

async function timesOf(
  state_directory: string,
  visits: readonly Visit[],
  plan: PopulationPlan,
  looks: readonly number[],
): Promise<DetectionTime[]> {
  const glimpses = await takeGlimpses(state_directory, visits, plan, looks, RATE)
  return detectionTimes(glimpses)
}
