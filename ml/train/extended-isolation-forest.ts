import type { ExtendedForest, ExtendedForestOptions } from './extended-forest.ts'
import type { Matrix } from './matrix.ts'
import { anomalyScoreOf } from './path-length.ts'
import { productOf } from './product.ts'
import { GrowingForest } from './growing-forest.ts'
import { samplerOf } from './random.ts'

/**
 * Steps of a deviation that keep products exact: by Cauchy and Schwarz |row · normal| <= reach √columns × 32 √columns
 * (a little more for a long normal), which has to stay below 2^24.
 */
export function eifStepsOf(columns: number): number {
  return 2 ** Math.max(0, Math.min(12, Math.floor(Math.log2(2 ** 24 / (360 * columns)))))
}

/** Extended Isolation Forest, fully extended: splits by hyperplanes of random slope. Rows are scaled and rounded: slopes are drawn alike for all columns. */
export function trainExtendedForest(matrix: Matrix, options: ExtendedForestOptions): ExtendedForest {
  if (matrix.rows < 2) throw new Error('an isolation forest needs at least two rows')
  const max_samples = Math.min(options.max_samples, matrix.rows)
  const growing = new GrowingForest(matrix.columns, max_samples, options)
  const draw = samplerOf(options.random, matrix.rows)
  const roots = Int32Array.from({ length: options.n_estimators }, () => growing.growTree(matrix, draw(max_samples)))
  return { columns: matrix.columns, max_samples, roots, ...growing.finish() }
}

/** Liu's s(x) of each row: 0 is ordinary, 1 is most anomalous. */
export function scoreExtendedForest(forest: ExtendedForest, matrix: Matrix): Float64Array {
  const scores = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 0
    for (const root of forest.roots) sum += pathLength(forest, matrix.values, row * matrix.columns, root)
    scores[row] = anomalyScoreOf(sum / forest.roots.length, forest.max_samples)
  }
  return scores
}

function pathLength(forest: ExtendedForest, values: Float32Array, start: number, root: number): number {
  const { left, offset, plane, normals, columns } = forest
  let node = root
  for (let next = left[node] ?? -1; next >= 0; next = left[node] ?? -1) {
    const product = productOf(values, start, normals, (plane[node] ?? 0) * columns, columns)
    node = product <= (offset[node] ?? 0) ? next : next + 1
  }
  return offset[node] ?? 0
}
