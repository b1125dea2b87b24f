import type { Matrix } from './matrix.ts'
import { anomalyScoreOf, averagePathLength } from './path-length.ts'
import { type Random, randomInteger, samplerOf } from './random.ts'

export interface IsolationForestOptions {
  n_estimators: number
  max_samples: number
  random: Random
}

/**
 * All trees in one set of arrays. Node i goes to `left[i]` when the value is <= `value[i]`, else to `left[i] + 1`;
 * a leaf has feature -1 and its path length (depth + c(rows left)) in `value`.
 */
export interface IsolationForest {
  max_samples: number
  roots: Int32Array
  feature: Int32Array
  value: Float32Array
  left: Int32Array
}

/** Isolation Forest (Liu, Ting, Zhou 2008). `matrix` has no gaps: impute first. */
export function trainIsolationForest(matrix: Matrix, options: IsolationForestOptions): IsolationForest {
  if (matrix.rows < 2) throw new Error('an isolation forest needs at least two rows')
  const max_samples = Math.min(options.max_samples, matrix.rows)
  const growing = new Growing(matrix, Math.ceil(Math.log2(Math.max(max_samples, 2))), options.random)
  const draw = samplerOf(options.random, matrix.rows)
  const roots = Int32Array.from({ length: options.n_estimators }, () => growing.growTree(draw(max_samples)))
  return { max_samples, roots, ...growing.finish() }
}

/** Liu's s(x) of each row: 0 is ordinary, 1 is most anomalous. */
export function scoreIsolationForest(forest: IsolationForest, matrix: Matrix): Float64Array {
  return meanPathLengths(forest, matrix).map((length) => anomalyScoreOf(length, forest.max_samples))
}

export function meanPathLengths(forest: IsolationForest, matrix: Matrix): Float64Array {
  const { feature, value, left, roots } = forest
  const lengths = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    const offset = row * matrix.columns
    let sum = 0
    for (const root of roots) {
      let node = root
      let split = feature[node] ?? -1
      while (split >= 0) {
        node = (left[node] ?? 0) + ((matrix.values[offset + split] ?? 0) <= (value[node] ?? 0) ? 0 : 1)
        split = feature[node] ?? -1
      }
      sum += value[node] ?? 0
    }
    lengths[row] = sum / roots.length
  }
  return lengths
}

/** Trees under construction. */
class Growing {
  private readonly feature: number[] = []
  private readonly value: number[] = []
  private readonly left: number[] = []
  private readonly columns: Int32Array
  private readonly matrix: Matrix
  private readonly depth_max: number
  private readonly random: Random

  constructor(matrix: Matrix, depth_max: number, random: Random) {
    this.matrix = matrix
    this.depth_max = depth_max
    this.random = random
    this.columns = Int32Array.from({ length: matrix.columns }, (_, column) => column)
  }

  growTree(sample: Int32Array): number {
    const root = this.addNode()
    this.growNode(root, sample, 0)
    return root
  }

  finish(): Pick<IsolationForest, 'feature' | 'value' | 'left'> {
    return {
      feature: Int32Array.from(this.feature),
      value: Float32Array.from(this.value),
      left: Int32Array.from(this.left),
    }
  }

  private addNode(): number {
    this.value.push(0)
    this.left.push(0)
    return this.feature.push(-1) - 1
  }

  private growNode(node: number, rows: Int32Array, depth: number): void {
    const split = depth < this.depth_max && rows.length > 1 ? this.drawSplit(rows) : null
    if (split === null) {
      this.value[node] = depth + averagePathLength(rows.length)
      return
    }
    const cut = this.partition(rows, split.column, split.threshold)
    const left = this.addNode()
    const right = this.addNode()
    this.feature[node] = split.column
    this.value[node] = split.threshold
    this.left[node] = left
    this.growNode(left, rows.subarray(0, cut), depth + 1)
    this.growNode(right, rows.subarray(cut), depth + 1)
  }

  /** A column drawn from those that still vary in these rows, and a point between its ends; null when none varies. */
  private drawSplit(rows: Int32Array): { column: number; threshold: number } | null {
    for (let tried = 0; tried < this.columns.length; tried++) {
      const other = tried + randomInteger(this.random, this.columns.length - tried)
      const column = this.columns[other] ?? 0
      this.columns[other] = this.columns[tried] ?? 0
      this.columns[tried] = column
      const { low, high } = this.rangeOf(rows, column)
      if (low < high) {
        // Never the upper end, or one side is empty.
        const threshold = Math.fround(low + (high - low) * this.random())
        return { column, threshold: threshold < high ? threshold : low }
      }
    }
    return null
  }

  private rangeOf(rows: Int32Array, column: number): { low: number; high: number } {
    let low = Infinity
    let high = -Infinity
    for (const row of rows) {
      const value = this.valueAt(row, column)
      if (value < low) low = value
      if (value > high) high = value
    }
    return { low, high }
  }

  /** Puts the rows of the left side first and returns how many there are. */
  private partition(rows: Int32Array, column: number, threshold: number): number {
    let cut = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0
      if (this.valueAt(row, column) <= threshold) {
        rows[index] = rows[cut] ?? 0
        rows[cut++] = row
      }
    }
    return cut
  }

  private valueAt(row: number, column: number): number {
    return this.matrix.values[row * this.matrix.columns + column] ?? 0
  }
}
