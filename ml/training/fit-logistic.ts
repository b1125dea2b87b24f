const STEPS_MAX = 50
const CONVERGED = 1e-9

export interface Logistic {
  weights: number[]
  intercept: number
}

interface Options {
  sample_weights?: readonly number[]
  /** Of the squared weights; the intercept is free. */
  penalty: number
}

/** Logistic regression by Newton's method; targets may lie between 0 and 1. Steps that would lose are halved. */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  { sample_weights = [], penalty }: Options,
): Logistic {
  const columns = rows[0]?.length ?? 0
  // The intercept is the last one.
  let found = new Array<number>(columns + 1).fill(0)
  const lossOf = (beta: readonly number[]) => lossAt(beta, rows, targets, sample_weights, penalty)
  for (let step = 0; step < STEPS_MAX; step++) {
    const direction = newtonStep(found, rows, targets, sample_weights, penalty)
    const before = lossOf(found)
    let size = 1
    let next = moved(found, direction, size)
    while (lossOf(next) > before && size > 1e-6) next = moved(found, direction, (size /= 2))
    found = next
    if (Math.max(...direction.map((change) => Math.abs(change * size))) < CONVERGED) break
  }
  return { weights: found.slice(0, columns), intercept: found[columns] ?? 0 }
}

function moved(beta: readonly number[], direction: readonly number[], size: number): number[] {
  return beta.map((value, at) => value - size * (direction[at] ?? 0))
}

function logOddsOf(beta: readonly number[], row: readonly number[]): number {
  return row.reduce((sum, value, at) => sum + value * (beta[at] ?? 0), beta[row.length] ?? 0)
}

function lossAt(
  beta: readonly number[],
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  sample_weights: readonly number[],
  penalty: number,
): number {
  const squares = beta.slice(0, -1).reduce((sum, value) => sum + value ** 2, 0)
  return rows.reduce(
    (sum, row, at) => {
      const odds = logOddsOf(beta, row)
      // log(1 + e^odds) without overflow.
      const softplus = Math.max(0, odds) + Math.log1p(Math.exp(-Math.abs(odds)))
      return sum + (sample_weights[at] ?? 1) * (softplus - (targets[at] ?? 0) * odds)
    },
    (penalty * squares) / 2,
  )
}

/** Inverse Hessian times gradient. */
function newtonStep(
  beta: readonly number[],
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  sample_weights: readonly number[],
  penalty: number,
): number[] {
  const size = beta.length
  const gradient = beta.map((value, at) => (at < size - 1 ? penalty * value : 0))
  const hessian = beta.map((_, at) => beta.map((_, other) => (at !== other ? 0 : at < size - 1 ? penalty : 1e-9)))
  rows.forEach((row, at) => {
    const weight = sample_weights[at] ?? 1
    const chance = 1 / (1 + Math.exp(-logOddsOf(beta, row)))
    const extended = [...row, 1]
    extended.forEach((value, i) => {
      gradient[i] = (gradient[i] ?? 0) + weight * (chance - (targets[at] ?? 0)) * value
      const line = hessian[i] ?? []
      extended.forEach((other, j) => {
        line[j] = (line[j] ?? 0) + weight * chance * (1 - chance) * value * other
      })
    })
  })
  return solve(hessian, gradient)
}

/** Gaussian elimination with row exchange; the matrix is small and positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const lines = matrix.map((line, at) => [...line, right[at] ?? 0])
  const size = lines.length
  for (let column = 0; column < size; column++) {
    const best = lines.reduce(
      (found, line, at) =>
        at >= column && Math.abs(line[column] ?? 0) > Math.abs(lines[found]?.[column] ?? 0) ? at : found,
      column,
    )
    const [pivot = [], other = []] = [lines[best], lines[column]]
    lines[column] = pivot
    lines[best] = other
    for (const line of lines) {
      if (line === pivot) continue
      const factor = (line[column] ?? 0) / (pivot[column] ?? 1)
      for (let at = column; at <= size; at++) line[at] = (line[at] ?? 0) - factor * (pivot[at] ?? 0)
    }
  }
  return lines.map((line, at) => (line[size] ?? 0) / (line[at] ?? 1))
}
