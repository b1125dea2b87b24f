export interface ReliabilityBin {
  /** Mean probability that was said. */
  predicted: number
  /** Share of programs there. */
  observed: number
  count: number
}

export interface Reliability {
  /** Mean squared error of the probability (Brier 1950): 0 is perfect. */
  brier: number
  /** The same when everybody is given the mix's own share. */
  brier_of_base_rate: number
  bins: ReliabilityBin[]
}

const BINS = 10

/** How far a probability can be taken at its word; sessions without one are left out, null when none has one. */
export function reliabilityOf(probabilities: ArrayLike<number>, labels: readonly boolean[]): Reliability | null {
  const said = labels.flatMap((label, at) => {
    const probability = probabilities[at] ?? NaN
    return Number.isNaN(probability) ? [] : [{ probability, outcome: label ? 1 : 0 }]
  })
  if (said.length === 0) return null
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const base = mean(said.map(({ outcome }) => outcome))
  const bins = Array.from({ length: BINS }, (_, bin) => {
    const inside = said.filter(({ probability }) => Math.min(BINS - 1, Math.floor(probability * BINS)) === bin)
    const predicted = mean(inside.map(({ probability }) => probability))
    return { predicted, observed: mean(inside.map(({ outcome }) => outcome)), count: inside.length }
  })
  return {
    brier: mean(said.map(({ probability, outcome }) => (probability - outcome) ** 2)),
    brier_of_base_rate: base * (1 - base),
    bins: bins.filter(({ count }) => count > 0),
  }
}
