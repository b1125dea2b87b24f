import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomOf, type Random } from '#lab/random.ts'
import { featureMatrixOf } from '#ml/score/feature-matrix.ts'
import type { Guest } from '../compose/compose.ts'
import { figuresOf, type Figures, type Marked } from '../measure/figures.ts'
import type { EvaluationStore } from './evaluation-store.ts'
import type { JudgedSession } from './judged-session.ts'
import { shuffled, writeLabels, type LabelPlan } from './label-file.ts'
import { openNewest } from './open-trained.ts'

export interface Control {
  name: string
  /** What it tells, in a sentence. */
  meaning: string
  figures: Figures
  /** Area under the curve of the supervised voice alone; NaN without one. */
  supervised_auc: number
}

const VARIANTS: readonly { name: string; meaning: string; labels: LabelPlan }[] = [
  {
    name: 'labels permuted in training',
    meaning: 'The supervised voice learnt chance: above one half by much would be a leak.',
    labels: { bots: 0.95, people: 0.3, permuted: true },
  },
  {
    name: 'no program left in the baseline',
    meaning: 'Every program of the training is labelled, so the baseline is people alone.',
    labels: { bots: 1, people: 0.3 },
  },
  {
    name: 'half of the programs in the baseline',
    meaning: 'Half of the programs of the training have no label: the baseline is contaminated with them.',
    labels: { bots: 0.5, people: 0.3 },
  },
]

/** A variant's models, in a state directory of their own. */
export interface TrainedControl {
  name: string
  meaning: string
  state_directory: string
}

/** The complete model trained again with other labels, on what the store holds now. */
export async function trainControls(
  store: EvaluationStore,
  guests: readonly Guest[],
  { since, min_rows, seed }: { since: string; min_rows: number; seed: number },
  say: (line: string) => void,
): Promise<TrainedControl[]> {
  const random = randomOf(seed + 1)
  const trained: TrainedControl[] = []
  for (const { name, meaning, labels } of VARIANTS) {
    const state_directory = mkdtempSync(join(tmpdir(), 'vigie-control-'))
    const file = join(state_directory, 'labels.ndjson')
    writeLabels(file, guests, labels, random)
    const words = ['train', '--models', 'complet', '--since', since, '--labels', file, '--min-rows', String(min_rows)]
    try {
      await store.mlIn(state_directory, ...words)
      trained.push({ name, meaning, state_directory })
    } catch (error) {
      rmSync(state_directory, { recursive: true, force: true })
      say(`${name}: not done (${error instanceof Error ? error.message : String(error)})`)
    }
  }
  return trained
}

/** Each variant's figures on the same sessions, and those of labels that were given away at random. */
export async function judgeControls(
  trained: readonly TrainedControl[],
  sessions: readonly JudgedSession[],
  random: Random,
): Promise<Control[]> {
  const controls: Control[] = []
  for (const { name, meaning, state_directory } of trained) {
    const model = await openNewest(state_directory, 'complet')
    try {
      const coherence = Float32Array.from(sessions, (session) => session.fingerprint_coherence_score)
      const scores = await model.score(featureMatrixOf(sessions, model.manifest.feature_names), coherence)
      const { xgboost } = scores.voices
      const supervised_auc = xgboost.some(Number.isNaN) ? NaN : figuresOf(markedBy(sessions, xgboost)).roc_auc
      const { gate } = model.manifest
      const told = gate.passed ? meaning : `${meaning} The gate rejected this model: ${gate.reason}.`
      const figures = figuresOf(markedBy(sessions, scores.raw_anomaly_score))
      controls.push({ name, meaning: told, supervised_auc, figures })
    } finally {
      await model.close()
      rmSync(state_directory, { recursive: true, force: true })
    }
  }
  return [...controls, permutedTest(sessions, random)]
}

/** The same scores against labels of nobody: what chance reaches in this mix. */
function permutedTest(sessions: readonly JudgedSession[], random: Random): Control {
  const whose = shuffled(sessions, random)
  const marked = sessions.map(({ anomaly_score }, at) => {
    const guest = whose[at]?.guest
    return { score: anomaly_score, class: guest?.class ?? 'person', kind: guest?.kind ?? '' }
  })
  return {
    name: 'labels permuted in the test',
    meaning: 'What chance reaches in this mix.',
    figures: figuresOf(marked),
    supervised_auc: NaN,
  }
}

function markedBy(sessions: readonly JudgedSession[], scores: ArrayLike<number>): Marked[] {
  return sessions.map(({ guest }, at) => ({ score: scores[at] ?? 0, class: guest.class, kind: guest.kind }))
}
