import type { Random } from './random.ts'

export interface ExtendedForestOptions {
  n_estimators: number
  max_samples: number
  random: Random
  /**
   * `box`: through a random point of the node's bounding box, as published (Hariri, Carrasco Kind, Brunner 2021).
   * `spread`: drawn from the spread of the rows along the normal, so also beyond them (EIF+: Arcudi, Frizzo, Masiero, Susto 2024).
   */
  thresholds: 'box' | 'spread'
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
  /** One normal after another, `columns` values each, in steps of 1/32. */
  normals: Int8Array
  /** Training rows that reached each node. */
  counts: Int32Array
}
