import type { Matrix } from '../train/matrix.ts'

/** What an extended forest's explanation reads: its splits, and how many training rows each node held. */
export interface CountedForest {
  columns: number
  roots: Iterable<number>
  /** The left child, its right neighbour is the right one; -1: a leaf. */
  left: ArrayLike<number>
  /** A row goes left when its product with the node's normal is <= this. */
  offset: ArrayLike<number>
  /** Position of the node's normal in `normals`. */
  plane: ArrayLike<number>
  normals: Float32Array
  counts: ArrayLike<number>
}

/**
 * How much each scaled feature did to isolate each row (ExIFFI: Arcudi, Frizzo, Masiero, Susto 2024), row after row, none
 * below 0. As published each split on the row's way weighs the parts of its normal by its imbalance: the rows that it
 * had over those that went the row's way. Beyond the paper a part counts by how far the row's own value carried it to that
 * side, since a random normal leans on every feature, and a value at the middle (0 when scaled) carried it nowhere.
 */
export function exiffiOf(forest: CountedForest, scaled: Matrix): Float64Array {
  const { columns } = scaled
  const importances = new Float64Array(scaled.rows * columns)
  for (let row = 0; row < scaled.rows; row++) {
    const values = scaled.values.subarray(row * columns, (row + 1) * columns)
    const into = importances.subarray(row * columns, (row + 1) * columns)
    for (const root of forest.roots) addTree(forest, root, values, into)
    for (let column = 0; column < columns; column++) into[column] = Math.max(0, into[column] ?? 0)
  }
  return importances
}

function addTree(forest: CountedForest, root: number, values: Float32Array, into: Float64Array): void {
  const { left, offset, plane, normals, counts, columns } = forest
  let node = root
  for (let next = left[node] ?? -1; next >= 0; next = left[node] ?? -1) {
    const start = (plane[node] ?? 0) * columns
    let product = 0
    let length = 0
    for (let column = 0; column < columns; column++) {
      const slope = normals[start + column] ?? 0
      product += slope * (values[column] ?? 0)
      length += slope * slope
    }
    const side = product <= (offset[node] ?? 0) ? -1 : 1
    const child = side < 0 ? next : next + 1
    // A side that no training row took is as telling as one that a single row took, and no more.
    const imbalance = (counts[node] ?? 1) / Math.max(1, counts[child] ?? 1)
    // A side that all rows took tells nothing.
    const weight = ((imbalance - 1) * side) / Math.sqrt(length)
    for (let column = 0; column < columns; column++) {
      into[column] = (into[column] ?? 0) + weight * (normals[start + column] ?? 0) * (values[column] ?? 0)
    }
    node = child
  }
}
