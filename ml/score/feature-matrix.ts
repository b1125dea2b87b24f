import { FEATURE_NAMES } from '../features.ts'
import { type Matrix, matrixOf } from '../train/matrix.ts'

/** Of a vector in the order of all features, those that are named, in the order of the names. */
export function pickFeatures<T extends number | null>(vector: readonly T[], feature_names: readonly string[]): T[] {
  if (vector.length !== FEATURE_NAMES.length) {
    throw new Error(`the store yields ${vector.length} features, not ${FEATURE_NAMES.length}: is it migrated?`)
  }
  return feature_names.flatMap((name) => vector.slice(placeOf(name), placeOf(name) + 1))
}

/** The named features of rows that hold all of them. */
export function featureMatrixOf(
  rows: readonly { features: readonly (number | null)[] }[],
  feature_names: readonly string[],
): Matrix {
  return matrixOf(
    rows.map(({ features }) => pickFeatures(features, feature_names)),
    feature_names.length,
  )
}

const PLACES = new Map(FEATURE_NAMES.map((name, place) => [name, place]))

function placeOf(name: string): number {
  const place = PLACES.get(name)
  if (place === undefined) throw new Error(`${name} is no feature`)
  return place
}
