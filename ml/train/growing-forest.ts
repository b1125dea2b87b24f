import type { ExtendedForest, ExtendedForestOptions } from './extended-forest.ts'
import { gaussian } from './gaussian.ts'
import type { Matrix } from './matrix.ts'
import { averagePathLength } from './path-length.ts'
import { productOf } from './product.ts'
import { fillNormals } from './random-normals.ts'

/** How far EIF+ draws beyond the rows, in their standard deviations along the normal: the value of the paper's experiments. */
const SPREAD = 1.5

/** Trees of an extended forest under construction. */
export class GrowingForest {
  private readonly left: number[] = []
  private readonly offset: number[] = []
  private readonly plane: number[] = []
  private readonly counts: number[] = []
  private normals = new Int8Array(0)
  private planes = 0
  private readonly columns: number
  private readonly depth_max: number
  private readonly options: Pick<ExtendedForestOptions, 'random' | 'thresholds'>
  /** The tree's rows in one piece, and their products with the normal under trial. */
  private readonly sample: Float32Array
  private readonly products: Float64Array
  private readonly lows: Float32Array
  private readonly highs: Float32Array

  constructor(columns: number, max_samples: number, options: Pick<ExtendedForestOptions, 'random' | 'thresholds'>) {
    this.columns = columns
    this.depth_max = Math.ceil(Math.log2(Math.max(max_samples, 2)))
    this.options = options
    this.sample = new Float32Array(max_samples * columns)
    this.products = new Float64Array(max_samples)
    this.lows = new Float32Array(columns)
    this.highs = new Float32Array(columns)
  }

  /** The root of a tree over these rows of the matrix. */
  growTree({ values }: Matrix, rows: Int32Array): number {
    const { columns } = this
    rows.forEach((row, at) => this.sample.set(values.subarray(row * columns, (row + 1) * columns), at * columns))
    const root = this.addNode()
    this.growNode(
      root,
      Int32Array.from(rows, (_, at) => at),
      0,
    )
    if (this.left[root] === -1) this.forkRoot(root)
    return root
  }

  finish(): Pick<ExtendedForest, 'left' | 'offset' | 'plane' | 'normals' | 'counts'> {
    return {
      left: Int32Array.from(this.left),
      offset: Float32Array.from(this.offset),
      plane: Int32Array.from(this.plane),
      normals: this.normals.slice(0, this.planes * this.columns),
      counts: Int32Array.from(this.counts),
    }
  }

  private addNode(): number {
    this.offset.push(0)
    this.plane.push(-1)
    this.counts.push(0)
    return this.left.push(-1) - 1
  }

  private growNode(node: number, rows: Int32Array, depth: number): void {
    this.counts[node] = rows.length
    const split = depth < this.depth_max && rows.length > 1 ? this.drawPlane(rows) : null
    if (split === null) {
      this.offset[node] = depth + averagePathLength(rows.length)
      return
    }
    const cut = this.partition(rows, split.offset)
    const left = this.addNode()
    this.addNode()
    this.left[node] = left
    this.offset[node] = split.offset
    this.plane[node] = split.plane
    this.growNode(left, rows.subarray(0, cut), depth + 1)
    this.growNode(left + 1, rows.subarray(cut), depth + 1)
  }

  /** ONNX knows no tree that is a single leaf: a sample of equal rows gets a split whose sides say the same. */
  private forkRoot(root: number): void {
    const length = this.offset[root] ?? 0
    this.plane[root] = this.addPlane()
    const left = this.addNode()
    const right = this.addNode()
    this.left[root] = left
    this.offset[root] = 0.5
    this.offset[left] = length
    this.offset[right] = length
    this.counts[left] = this.counts[root] ?? 0
  }

  private addPlane(): number {
    const { columns } = this
    if ((this.planes + 1) * columns > this.normals.length) {
      const larger = new Int8Array(Math.max(this.normals.length * 2, 1024 * columns))
      larger.set(this.normals)
      this.normals = larger
    }
    return this.planes++
  }

  /** A random slope and where it cuts; null when the rows are all equal. The rows' products with it are left behind. */
  private drawPlane(rows: Int32Array): { plane: number; offset: number } | null {
    const inBox = this.options.thresholds === 'box'
    if (inBox ? !this.measure(rows) : !this.vary(rows)) return null
    const plane = this.addPlane()
    const normal = this.normals.subarray(plane * this.columns, (plane + 1) * this.columns)
    fillNormals(normal, this.options.random)
    this.project(rows, normal)
    // Between two whole numbers: a row is never on the plane itself.
    return { plane, offset: Math.floor(inBox ? this.pointInBox(normal) : this.pointInSpread(rows)) + 0.5 }
  }

  /** The bounding box of the rows; whether it has any extent. */
  private measure(rows: Int32Array): boolean {
    const { columns, sample, lows, highs } = this
    lows.fill(Infinity)
    highs.fill(-Infinity)
    for (const row of rows) {
      const start = row * columns
      for (let column = 0; column < columns; column++) {
        const value = sample[start + column] ?? 0
        if (value < (lows[column] ?? 0)) lows[column] = value
        if (value > (highs[column] ?? 0)) highs[column] = value
      }
    }
    return lows.some((low, column) => low < (highs[column] ?? 0))
  }

  private vary(rows: Int32Array): boolean {
    const { columns, sample } = this
    const first = (rows[0] ?? 0) * columns
    return rows.some((row) => {
      const start = row * columns
      for (let column = 0; column < columns; column++) {
        if (sample[start + column] !== sample[first + column]) return true
      }
      return false
    })
  }

  private project(rows: Int32Array, normal: Int8Array): void {
    for (const row of rows) this.products[row] = productOf(this.sample, row * this.columns, normal, 0, this.columns)
  }

  private pointInBox(normal: Int8Array): number {
    let product = 0
    normal.forEach((slope, column) => {
      const low = this.lows[column] ?? 0
      product += slope * (low + ((this.highs[column] ?? 0) - low) * this.options.random())
    })
    return product
  }

  private pointInSpread(rows: Int32Array): number {
    let sum = 0
    for (const row of rows) sum += this.products[row] ?? 0
    const mean = sum / rows.length
    let squares = 0
    for (const row of rows) squares += ((this.products[row] ?? 0) - mean) ** 2
    return mean + SPREAD * Math.sqrt(squares / rows.length) * gaussian(this.options.random)
  }

  /** Puts the rows of the left side first and returns how many there are; one side may be empty, as published. */
  private partition(rows: Int32Array, offset: number): number {
    let cut = 0
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] ?? 0
      if ((this.products[row] ?? 0) > offset) continue
      rows[index] = rows[cut] ?? 0
      rows[cut++] = row
    }
    return cut
  }
}
