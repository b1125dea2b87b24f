import type { Matrix } from './matrix.ts'

/** Mean and standard deviation of each column; a column that never varied keeps its unit. */
export interface Scale {
  means: Float64Array
  deviations: Float64Array
}

export function scaleOf(matrix: Matrix): Scale {
  const { rows, columns, values } = matrix
  const means = new Float64Array(columns)
  const deviations = new Float64Array(columns)
  for (let at = 0; at < values.length; at++) means[at % columns] = (means[at % columns] ?? 0) + (values[at] ?? 0) / rows
  for (let at = 0; at < values.length; at++) {
    const distance = (values[at] ?? 0) - (means[at % columns] ?? 0)
    deviations[at % columns] = (deviations[at % columns] ?? 0) + distance ** 2 / rows
  }
  return { means, deviations: deviations.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) }
}

/** z-scores by the training's scale; far-away values stay within `reach` deviations, so that no single one rules a distance. */
export function standardize(matrix: Matrix, scale: Scale, reach = Infinity): Matrix {
  const { columns } = matrix
  const values = matrix.values.map((value, at) => {
    const z = (value - (scale.means[at % columns] ?? 0)) / (scale.deviations[at % columns] ?? 1)
    return Math.min(reach, Math.max(-reach, z))
  })
  return { ...matrix, values }
}
