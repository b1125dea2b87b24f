import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import { anomalyScoreOf, averagePathLength } from './path-length.ts'
import { type Random, sampleWithoutReplacement } from './random.ts'

export interface ExtendedForestOptions {
  n_estimators: number
  max_samples: number
  random: Random
}

/**
 * All trees in one set of arrays. A row goes to `left[i]` when its product with the node's normal is <= `offset[i]`, else
 * to `left[i] + 1`. A leaf has `left` -1 and its path length (depth + c(rows left)) in `offset`.
 */
export interface ExtendedForest {
  columns: number
  max_samples: number
  roots: Int32Array
  left: Int32Array
  offset: Float32Array
  /** Position of the node's normal in `normals`; leaves have none. */
  plane: Int32Array
  /** One normal after another, `columns` values each. */
  normals: Float32Array
}

/**
 * Extended Isolation Forest, fully extended (Hariri, Carrasco Kind, Brunner 2021): splits by hyperplanes of random
 * slope through a random point of the node's bounding box. Scale the columns first: slopes are drawn alike for all.
 */
export function trainExtendedForest(matrix: Matrix, options: ExtendedForestOptions): ExtendedForest {
  if (matrix.rows < 2) throw new Error('an isolation forest needs at least two rows')
  const max_samples = Math.min(options.max_samples, matrix.rows)
  const growing = new Growing(matrix, Math.ceil(Math.log2(Math.max(max_samples, 2))), options.random)
  const roots = Int32Array.from({ length: options.n_estimators }, () =>
    growing.growNode(growing.addNode(), sampleWithoutReplacement(options.random, matrix.rows, max_samples), 0),
  )
  return { columns: matrix.columns, max_samples, roots, ...growing.finish() }
}

/** Liu's s(x) of each row: 0 is ordinary, 1 is most anomalous. */
export function scoreExtendedForest(forest: ExtendedForest, matrix: Matrix): Float64Array {
  const scores = new Float64Array(matrix.rows)
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 0
    for (const root of forest.roots) sum += pathLength(forest, matrix, row, root)
    scores[row] = anomalyScoreOf(sum / forest.roots.length, forest.max_samples)
  }
  return scores
}

function pathLength(forest: ExtendedForest, matrix: Matrix, row: number, root: number): number {
  const { left, offset, plane, normals, columns } = forest
  const { values } = matrix
  const start = row * columns
  let node = root
  for (let next = left[node] ?? -1; next >= 0; next = left[node] ?? -1) {
    const normal = (plane[node] ?? 0) * columns
    let product = 0
    for (let column = 0; column < columns; column++) {
      product += (values[start + column] ?? 0) * (normals[normal + column] ?? 0)
    }
    node = product <= (offset[node] ?? 0) ? next : next + 1
  }
  return offset[node] ?? 0
}

/** Trees under construction. */
class Growing {
  private readonly left: number[] = []
  private readonly offset: number[] = []
  private readonly plane: number[] = []
  private readonly normals: Float32Array[] = []
  private readonly matrix: Matrix
  private readonly depth_max: number
  private readonly random: Random

  constructor(matrix: Matrix, depth_max: number, random: Random) {
    this.matrix = matrix
    this.depth_max = depth_max
    this.random = random
  }

  addNode(): number {
    this.offset.push(0)
    this.plane.push(-1)
    return this.left.push(-1) - 1
  }

  growNode(node: number, rows: Int32Array, depth: number): number {
    const split = depth < this.depth_max && rows.length > 1 ? this.drawPlane(rows) : null
    if (split === null) {
      this.offset[node] = depth + averagePathLength(rows.length)
      return node
    }
    const cut = this.partition(rows, split)
    const left = this.addNode()
    const right = this.addNode()
    this.left[node] = left
    this.offset[node] = split.offset
    this.plane[node] = this.normals.push(split.normal) - 1
    this.growNode(left, rows.subarray(0, cut), depth + 1)
    this.growNode(right, rows.subarray(cut), depth + 1)
    return node
  }

  finish(): Pick<ExtendedForest, 'left' | 'offset' | 'plane' | 'normals'> {
    const normals = new Float32Array(this.normals.length * this.matrix.columns)
    this.normals.forEach((normal, at) => normals.set(normal, at * this.matrix.columns))
    return {
      left: Int32Array.from(this.left),
      offset: Float32Array.from(this.offset),
      plane: Int32Array.from(this.plane),
      normals,
    }
  }

  /** A random slope through a random point of the rows' bounding box; null when the rows are all equal. */
  private drawPlane(rows: Int32Array): { normal: Float32Array; offset: number } | null {
    const { columns, values } = this.matrix
    const normal = new Float32Array(columns)
    let offset = 0
    let varies = false
    for (let column = 0; column < columns; column++) {
      let low = Infinity
      let high = -Infinity
      for (const row of rows) {
        const value = values[row * columns + column] ?? 0
        if (value < low) low = value
        if (value > high) high = value
      }
      varies ||= low < high
      const slope = Math.fround(gaussian(this.random))
      normal[column] = slope
      offset += slope * (low + (high - low) * this.random())
    }
    return varies ? { normal, offset: Math.fround(offset) } : null
  }

  /** Puts the rows of the left side first and returns how many there are; one side may be empty, as published. */
  private partition(rows: Int32Array, { normal, offset }: { normal: Float32Array; offset: number }): number {
    const { columns, values } = this.matrix
    let cut = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0
      let product = 0
      for (let column = 0; column < columns; column++) {
        product += (values[row * columns + column] ?? 0) * (normal[column] ?? 0)
      }
      if (product <= offset) {
        rows[index] = rows[cut] ?? 0
        rows[cut++] = row
      }
    }
    return cut
  }
}
