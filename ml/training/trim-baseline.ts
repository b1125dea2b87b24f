import { trainEif } from '../train/eif.ts'
import { trainKnn } from '../train/knn.ts'
import { type Matrix, rowsOf } from '../train/matrix.ts'
import { quantileOf } from '../train/quantile.ts'
import { normaliseVoice } from '../score/fuse.ts'

const TREES = 50
const FOLDS = 2

interface Options {
  feature_names: readonly string[]
  random_state: number
  trimmed_share: number
}

/**
 * The rows but the most anomalous few per cent: what nobody recognised as a machine would else be learnt as ordinary.
 * Each half is looked at by a forest and by its neighbours in the other half, so that no row vouches for itself.
 */
export async function trimBaseline(
  matrix: Matrix,
  { feature_names, random_state, trimmed_share }: Options,
): Promise<number[]> {
  const scores = new Float64Array(matrix.rows)
  for (let fold = 0; fold < FOLDS; fold++) {
    const here: number[] = []
    const others: number[] = []
    for (let row = 0; row < matrix.rows; row++) (row % FOLDS === fold ? here : others).push(row)
    const learnt = rowsOf(matrix, others)
    const asked = rowsOf(matrix, here)
    const options = { feature_names, random_state: random_state + fold }
    const voices = [await trainEif(learnt, { ...options, n_estimators: TREES }), await trainKnn(learnt, options)]
    for (const voice of voices) {
      const raw = voice.score(asked)
      const sorted = raw.slice().sort()
      const scale = { median: quantileOf(sorted, 0.5), q99: quantileOf(sorted, 0.9) }
      here.forEach((row, at) => (scores[row] = (scores[row] ?? 0) + normaliseVoice(raw[at] ?? 0, scale)))
    }
  }
  const highest = quantileOf(scores.slice().sort(), 1 - trimmed_share)
  return Array.from(scores.keys()).filter((row) => (scores[row] ?? 0) <= highest)
}
