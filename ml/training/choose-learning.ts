import type { Candidate } from '../baseline.ts'
import { FEATURE_SETS, PLACE_BOUND } from '../features.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { Manifest, ModelName } from '../score/manifest.ts'
import { randomOf } from '../train/random.ts'
import { trimBaseline } from './trim-baseline.ts'

/** Share of the training that no voice learns from: what the gate holds the validation against. Of few sessions more, since their upper end counts. */
const REFERENCE_SHARE = { least: 0.1, most: 1 / 3 }
const REFERENCE_ROWS = 100
/** Share of the sessions that is not learnt from because it is the most anomalous: what nobody recognised as a machine. */
const TRIMMED_SHARE = 0.05

export interface Learning {
  feature_names: readonly string[]
  /** What the voices learn from. */
  learning: Candidate[]
  /** Of the same time, drawn at random; nothing learns from them. */
  reference: Candidate[]
  /** How many were left out as the most anomalous. */
  trimmed: number
}

interface Options {
  model_name: ModelName
  origin: Manifest['origin']
  random_state: number
  trimmed_share?: number
}

export async function chooseLearning(
  training: readonly Candidate[],
  { model_name, origin, random_state, trimmed_share = TRIMMED_SHARE }: Options,
): Promise<Learning> {
  const feature_names = knownFeatures(training, model_name, origin)
  const random = randomOf(random_state)
  const { least, most } = REFERENCE_SHARE
  const share = Math.min(most, Math.max(least, REFERENCE_ROWS / training.length))
  const learning: Candidate[] = []
  const reference: Candidate[] = []
  for (const session of training) (random() < share ? reference : learning).push(session)
  const rows = await trimBaseline(
    featureMatrixOf(
      learning.map(({ row }) => row),
      feature_names,
    ),
    { feature_names, random_state, trimmed_share },
  )
  const kept = rows.flatMap((row) => learning.slice(row, row + 1))
  return { feature_names, learning: kept, reference, trimmed: learning.length - kept.length }
}

/** A feature that no session of the training knew would make every session strange that knows it. */
function knownFeatures(sessions: readonly Candidate[], model_name: ModelName, origin: Manifest['origin']): string[] {
  const wanted = FEATURE_SETS[model_name].filter((name) => origin === 'site' || !PLACE_BOUND.has(name))
  const { values, columns } = featureMatrixOf(
    sessions.map(({ row }) => row),
    wanted,
  )
  const known = new Uint8Array(columns)
  values.forEach((value, at) => {
    if (!Number.isNaN(value)) known[at % columns] = 1
  })
  return wanted.filter((_, column) => known[column] === 1)
}
