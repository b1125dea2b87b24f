import type { Matrix } from './matrix.ts'
import { anomalyScoreOf, averagePathLength } from './path-length.ts'
import { type Random, randomInteger, sampleWithoutReplacement } from './random.ts'

export interface IsolationForestOptions {
  n_estimators: number
  max_samples: number
  random: Random
  /** False: the plain forest as published. */
  guards?: boolean
}

/** Levels that get guards, and guards before each split there: deeper ones would change a score little and make the file large. */
const GUARDED_DEPTH = 5
const GUARDS_MAX = 3

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

/**
 * Isolation Forest (Liu, Ting, Zhou 2008) with guards. `matrix` has no gaps: impute first.
 *
 * A split of the plain forest lies inside its rows' range, so nothing beyond the range can be isolated by it, and a
 * feature that never varied in training is never split at all. Here thresholds are drawn from a wider range, as in EIF+
 * (Arcudi, Frizzo, Masiero, Susto 2024). One that falls beyond the rows becomes a guard: what lies behind it is
 * isolated at that depth, while the rows go on one level no deeper, as in SCiForest's acceptable range (Liu, Ting,
 * Zhou 2010), so that the path lengths of rows within the range stay those of the plain forest.
 */
export function trainIsolationForest(matrix: Matrix, options: IsolationForestOptions): IsolationForest {
  if (matrix.rows < 2) throw new Error('an isolation forest needs at least two rows')
  const max_samples = Math.min(options.max_samples, matrix.rows)
  const growing = new Growing(matrix, Math.ceil(Math.log2(Math.max(max_samples, 2))), options)
  const roots = Int32Array.from({ length: options.n_estimators }, () =>
    growing.growTree(sampleWithoutReplacement(options.random, matrix.rows, max_samples)),
  )
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
  private readonly guarded_depth: number
  /** How far each column spreads over all rows; one that never varies counts in units. */
  private readonly reaches: Float64Array

  constructor(matrix: Matrix, depth_max: number, { random, guards = true }: IsolationForestOptions) {
    this.matrix = matrix
    this.depth_max = depth_max
    this.random = random
    this.guarded_depth = guards ? Math.min(GUARDED_DEPTH, depth_max) : 0
    this.columns = Int32Array.from({ length: matrix.columns }, (_, column) => column)
    const all = Int32Array.from({ length: matrix.rows }, (_, row) => row)
    this.reaches = Float64Array.from(this.columns, (column) => {
      const { low, high } = this.rangeOf(all, column)
      return high > low ? high - low : 1
    })
  }

  growTree(sample: Int32Array): number {
    const root = this.addNode()
    this.growNode(root, sample, 0)
    if (this.feature[root] === -1) this.forkRoot(root)
    return root
  }

  /** ONNX knows no tree that is a single leaf: a sample of equal rows gets a split whose sides say the same. */
  private forkRoot(root: number): void {
    const length = this.value[root] ?? 0
    const left = this.addNode()
    const right = this.addNode()
    this.feature[root] = 0
    this.left[root] = left
    this.value[left] = length
    this.value[right] = length
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

  private growNode(start: number, rows: Int32Array, depth: number): void {
    const node = depth < this.guarded_depth ? this.growGuards(start, rows, depth) : start
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

  /** Draws thresholds from the widened range until one falls among the rows; the answer is where the rows are then. */
  private growGuards(start: number, rows: Int32Array, depth: number): number {
    let node = start
    for (let guards = 0; guards < GUARDS_MAX; guards++) {
      const column = randomInteger(this.random, this.columns.length)
      const { low, high } = this.rangeOf(rows, column)
      const margin = (this.reaches[column] ?? 1) / 2
      const threshold = Math.fround(low - margin + (high - low + 2 * margin) * this.random())
      const below = threshold < low
      if (!below && threshold < high) break
      const left = this.addNode()
      const right = this.addNode()
      this.feature[node] = column
      this.value[node] = threshold
      this.left[node] = left
      this.value[below ? left : right] = depth + 1
      node = below ? right : left
    }
    return node
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
        // Rounded to 32 bits like the values, so that trainer and ONNX take the same side; never the upper end, or one side is empty.
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
