import type { ExtendedForest } from '../train/extended-forest.ts'
import type { Matrix } from '../train/matrix.ts'

/**
 * How much each scaled feature did to isolate each row (ExIFFI: Arcudi, Frizzo, Masiero, Susto 2024), row after row, none
 * below 0. As published each split on the row's way weighs the parts of its normal by its imbalance: the rows that it
 * had over those that went the row's way. Beyond the paper a part counts by how far the row's own value, seen from the
 * `centre`, carried it to that side: a random normal leans on every feature, and over 90 of them the sizes of the normals
 * alone name the planted one of 5 deviations in 3 of 10 rows, this in all.
 */
export function exiffiOf(forest: ExtendedForest, scaled: Matrix, centre: Float32Array): Float64Array {
  const { columns } = scaled
  const importances = new Float64Array(scaled.rows * columns)
  for (let row = 0; row < scaled.rows; row++) {
    const values = scaled.values.subarray(row * columns, (row + 1) * columns)
    const displacement = values.map((value, column) => value - (centre[column] ?? 0))
    const into = importances.subarray(row * columns, (row + 1) * columns)
    for (const root of forest.roots) addTree(forest, root, { values, displacement }, into)
    for (let column = 0; column < columns; column++) into[column] = Math.max(0, into[column] ?? 0)
  }
  return importances
}

interface Row {
  values: Float32Array
  displacement: Float32Array
}

function addTree(forest: ExtendedForest, root: number, { values, displacement }: Row, into: Float64Array): void {
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
    for (let column = 0; weight !== 0 && column < columns; column++) {
      into[column] = (into[column] ?? 0) + weight * (normals[start + column] ?? 0) * (displacement[column] ?? 0)
    }
    node = child
  }
}
