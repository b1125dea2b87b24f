import { reconstructionErrors, trainAutoencoder } from '../train/autoencoder.ts'
import { scoreExtendedForest, trainExtendedForest } from '../train/extended-isolation-forest.ts'
import { scoreIsolationForest, trainIsolationForest } from '../train/isolation-forest.ts'
import type { Matrix } from '../train/matrix.ts'
import { choosePrototypes, distanceToPrototypes } from '../train/nearest-neighbours.ts'
import { baselineOf, imputeMedians } from '../train/preprocess.ts'
import { quantileOf } from '../train/quantile.ts'
import { randomOf } from '../train/random.ts'
import { scaleOf, standardize } from '../train/standardize.ts'

export const VOICES = ['eif', 'if', 'autoencoder', 'knn', 'ensemble'] as const
export type Voice = (typeof VOICES)[number]

const FOREST = { n_estimators: 200, max_samples: 256 }
const NEIGHBOURS = { k: 5, limit: 2000 }
const EPOCHS = 50
const BATCH_ROWS = 128
/** Training steps stay between these whatever the size of the table. */
const STEPS = { min: 200, max: 3000 }
/** Deviations beyond which a value is no further away: one broken cell must not drown the others. */
const REACH = 10
/** The autoencoder suffers most from anomalies among the training rows, so it has the least say. */
const SHARES = { eif: 0.4, knn: 0.4, autoencoder: 0.2 } as const

/** Scores of each voice for `rows`, learnt from `training`; larger is more anomalous. Both may have gaps (NaN). */
export function scoreByVoices(
  training: Matrix,
  rows: Matrix,
  voices: readonly Voice[],
  seed: number,
): Map<Voice, Float64Array> {
  const { medians } = baselineOf(training)
  const learnt = imputeMedians(training, medians)
  const asked = imputeMedians(rows, medians)
  const scale = scaleOf(learnt)
  const scaled = { learnt: standardize(learnt, scale, REACH), asked: standardize(asked, scale, REACH) }
  const scorers: Record<Exclude<Voice, 'ensemble'>, () => (matrix: 'learnt' | 'asked') => Float64Array> = {
    if: () => {
      const forest = trainIsolationForest(learnt, { ...FOREST, random: randomOf(seed), guards: false })
      return (which) => scoreIsolationForest(forest, which === 'learnt' ? learnt : asked)
    },
    eif: () => {
      const forest = trainExtendedForest(scaled.learnt, { ...FOREST, random: randomOf(seed) })
      return (which) => scoreExtendedForest(forest, scaled[which])
    },
    autoencoder: () => {
      const steps = Math.min(STEPS.max, Math.max(STEPS.min, Math.ceil((EPOCHS * training.rows) / BATCH_ROWS)))
      const layers = trainAutoencoder(scaled.learnt, { steps, random: randomOf(seed) })
      return (which) => reconstructionErrors(layers, scaled[which])
    },
    knn: () => {
      const prototypes = choosePrototypes(scaled.learnt, { ...NEIGHBOURS, random: randomOf(seed) })
      return (which) => distanceToPrototypes(prototypes, scaled[which])
    },
  }
  const scores = new Map<Voice, Float64Array>()
  const ensemble = new Float64Array(rows.rows)
  for (const voice of ['eif', 'if', 'autoencoder', 'knn'] as const) {
    const share = voices.includes('ensemble') && voice !== 'if' ? SHARES[voice] : 0
    if (share === 0 && !voices.includes(voice)) continue
    const scoreOf = scorers[voice]()
    const scored = scoreOf('asked')
    scores.set(voice, scored)
    if (share === 0) continue
    const normal = normalizerOf(scoreOf('learnt'))
    scored.forEach((score, row) => (ensemble[row] = (ensemble[row] ?? 0) + share * normal(score)))
  }
  scores.set('ensemble', ensemble)
  return scores
}

/** 0 for the training's median, 1 for its 99th percentile: makes voices comparable. */
function normalizerOf(scores: Float64Array): (score: number) => number {
  const sorted = scores.slice().sort()
  const median = quantileOf(sorted, 0.5)
  const width = quantileOf(sorted, 0.99) - median
  return (score) => (score - median) / (width > 1e-12 ? width : 1)
}
