import { expect, test } from 'vitest'
import { gaussianMatrix } from '../train/planted.builder.ts'
import { randomOf } from '../train/random.ts'
import { Booster, xgboostProblem } from '../train/xgboost-library.ts'
import { readSavedTrees } from '../train/xgboost-trees.ts'
import { treeShapOf } from './tree-shap.ts'

const ROWS = 2000
const COLUMNS = 20
const problem = xgboostProblem()

/** Rows with gaps whose label hangs on four columns, one of them by being unknown. */
function problemOf() {
  const random = randomOf(5)
  const matrix = gaussianMatrix(random, ROWS, COLUMNS)
  matrix.values.forEach((_, at) => random() < 0.1 && (matrix.values[at] = NaN))
  const labels = Float32Array.from({ length: ROWS }, (_, row) => {
    const [a = NaN, b = NaN, c = NaN, d = NaN] = matrix.values.subarray(row * COLUMNS)
    return (a > 0 && b < 1) || c > 1.5 || Number.isNaN(d) ? 1 : 0
  })
  return { matrix, labels }
}

test.skipIf(problem !== null)("equals XGBoost's own contributions, and sums to its margin", () => {
  const { matrix, labels } = problemOf()
  const parameters = { objective: 'binary:logistic', base_score: 0.5, tree_method: 'hist', nthread: 1, max_depth: 6 }
  const booster = Booster.train(matrix, labels, { parameters, rounds: 80 })
  const { base_margin, trees } = readSavedTrees(booster.save())
  const theirs = booster.predict(matrix, 'contributions')
  const probabilities = booster.predict(matrix)
  booster.close()
  const { expected, values } = treeShapOf(trees, matrix)
  let farthest = 0
  for (let row = 0; row < ROWS; row++) {
    let margin = base_margin + expected
    for (let column = 0; column < COLUMNS; column++) {
      const ours = values[row * COLUMNS + column] ?? NaN
      margin += ours
      farthest = Math.max(farthest, Math.abs(ours - (theirs[row * (COLUMNS + 1) + column] ?? NaN)))
    }
    expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(probabilities[row] ?? NaN, 4)
    expect(theirs[row * (COLUMNS + 1) + COLUMNS]).toBeCloseTo(base_margin + expected, 4)
  }
  expect(farthest).toBeLessThan(1e-4)
})
