import { VoiceRunner } from '../score/voice-runner.ts'
import { trainAutoencoderVoice } from '../train/autoencoder-voice.ts'
import { trainEif } from '../train/eif.ts'
import { scoreIsolationForest, trainIsolationForest } from '../train/isolation-forest.ts'
import { trainKnn } from '../train/knn.ts'
import type { Matrix } from '../train/matrix.ts'
import { imputeMedians } from '../train/impute-medians.ts'
import { quantileOf } from '../train/quantile.ts'
import { randomOf } from '../train/random.ts'
import { scalingOf } from '../train/scaling.ts'
import type { TrainedVoice, VoiceOptions } from '../train/voice.ts'

export const VOICES = ['eif', 'if', 'autoencoder', 'knn', 'ensemble'] as const
export type Voice = (typeof VOICES)[number]

const FOREST = { n_estimators: 200, max_samples: 256 }
/** kNN is the best judge by a clean baseline, and misled by its own neighbours when it learnt the anomalies too; the autoencoder suffers most from these. */
const SHARES = {
  normal: { eif: 0.2, knn: 0.7, autoencoder: 0.1 },
  all: { eif: 0.6, knn: 0.3, autoencoder: 0.1 },
} as const

type ScoreRows = (matrix: Matrix) => Promise<Float64Array>

/** Learns from rows with gaps; each answers how it scores others. Forests are those of their papers. */
const LEARN: Record<Exclude<Voice, 'ensemble'>, (training: Matrix, options: VoiceOptions) => Promise<ScoreRows>> = {
  eif: async (training, options) => scorerOf(await trainEif(training, { ...options, ...FOREST, thresholds: 'box' })),
  if: (training, { random_state }) => {
    const { medians } = scalingOf(training)
    const random = randomOf(random_state)
    const forest = trainIsolationForest(imputeMedians(training, medians), { ...FOREST, random })
    return Promise.resolve((matrix) => Promise.resolve(scoreIsolationForest(forest, imputeMedians(matrix, medians))))
  },
  autoencoder: async (training, options) => scorerOf(await trainAutoencoderVoice(training, options)),
  knn: async (training, options) => scorerOf(await trainKnn(training, options)),
}

/** Scores of each voice for `rows`, learnt from `training`; larger is more anomalous. Both may have gaps (NaN). */
export async function scoreByVoices(
  training: Matrix,
  rows: Matrix,
  voices: readonly Voice[],
  random_state: number,
): Promise<Map<Voice, Float64Array>> {
  const feature_names = Array.from({ length: training.columns }, (_, column) => `column ${column + 1}`)
  const shares = SHARES[rows === training ? 'all' : 'normal']
  const scores = new Map<Voice, Float64Array>()
  const ensemble = new Float64Array(rows.rows)
  for (const voice of ['eif', 'if', 'autoencoder', 'knn'] as const) {
    const share = voices.includes('ensemble') && voice !== 'if' ? shares[voice] : 0
    if (share === 0 && !voices.includes(voice)) continue
    const scoreRows = await LEARN[voice](training, { feature_names, random_state })
    const scored = await scoreRows(rows)
    scores.set(voice, scored)
    if (share === 0) continue
    const normal = normalizerOf(rows === training ? scored : await scoreRows(training))
    scored.forEach((score, row) => (ensemble[row] = (ensemble[row] ?? 0) + share * normal(score)))
  }
  scores.set('ensemble', ensemble)
  return scores
}

function scorerOf({ onnx }: TrainedVoice): ScoreRows {
  return async (matrix) => {
    const runner = await VoiceRunner.open(onnx)
    try {
      return Float64Array.from(await runner.score(matrix))
    } finally {
      await runner.close()
    }
  }
}

/** Median and 99th percentile lie apart at least this share of the middle 98 %: else rows of a few kinds, the median among the farthest, give no unit. */
const WIDTH_MIN = 0.1

/** 0 for the training's median, 1 for its 99th percentile: makes voices comparable. */
export function normalizerOf(scores: Float64Array): (score: number) => number {
  const sorted = scores.slice().sort()
  const median = quantileOf(sorted, 0.5)
  const far = quantileOf(sorted, 0.99)
  const width = Math.max(far - median, WIDTH_MIN * (far - quantileOf(sorted, 0.01)))
  return (score) => (score - median) / (width > 1e-12 ? width : 1)
}
