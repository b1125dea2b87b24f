import type { Matrix } from '../train/matrix.ts'

/** How a feature is spread: how many rows know it, and its values at evenly spaced shares from 0 to 100 %. */
export interface Distribution {
  rows: number
  known: number
  quantiles: readonly number[]
}

/** Of each column, at 0, 1, … 100 % of the known values. */
export function distributionsOf(matrix: Matrix): Distribution[] {
  const { rows, columns, values } = matrix
  return Array.from({ length: columns }, (_, column) => {
    const known = Float32Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? NaN)
      .filter((value) => !Number.isNaN(value))
      .sort()
    const last = known.length - 1
    const quantiles = Array.from({ length: 101 }, (_, percent) => known[Math.round((percent / 100) * last)] ?? NaN)
    return { rows, known: known.length, quantiles }
  })
}

/** The share of the known values that are at most `value`, as a span: the quantiles do not say where between two of them a tied value ends. */
export function shareUpTo({ quantiles }: Distribution, value: number): readonly [least: number, most: number] {
  const last = quantiles.length - 1
  const above = firstWhere(quantiles, (each) => each > value)
  if (above === 0) return [0, 0]
  if (above > last) return [1, 1]
  const at = above - 1
  const is_tied = at > 0 && quantiles[at - 1] === quantiles[at]
  // Between two different quantiles the share rises somehow; at one of them that stands alone it is known.
  if (quantiles[at] === value && !is_tied) return [at / last, at / last]
  return [at / last, above / last]
}

/** The share strictly below. */
export function shareBelow({ quantiles }: Distribution, value: number): readonly [least: number, most: number] {
  const last = quantiles.length - 1
  const from = firstWhere(quantiles, (each) => each >= value)
  if (from === 0) return [0, 0]
  if (from > last) return [1, 1]
  if (quantiles[from] === value && quantiles[from + 1] !== value) return [from / last, from / last]
  return [(from - 1) / last, from / last]
}

function firstWhere(sorted: readonly number[], isMet: (value: number) => boolean): number {
  const found = sorted.findIndex(isMet)
  return found === -1 ? sorted.length : found
}

/** The value at a share of the known ones, 0…1. */
export function quantileAt({ quantiles }: Distribution, share: number): number {
  return quantiles[Math.round(share * (quantiles.length - 1))] ?? NaN
}
