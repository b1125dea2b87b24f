/** Textbook forms of what features are made of, for tests to compare with. */
export const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length

export const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((each) => (each - mean(values)) ** 2)))

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : mean(sorted.slice(middle - 1, middle + 1))
}

export function counts(values: readonly unknown[]): number[] {
  const seen = new Map<string, number>()
  for (const each of values) seen.set(String(each), (seen.get(String(each)) ?? 0) + 1)
  return [...seen.values()]
}

/** In bits. */
export function entropy(values: readonly unknown[]): number {
  return counts(values).reduce((sum, count) => sum - (count / values.length) * Math.log2(count / values.length), 0)
}

/** Of how many values the condition holds, as a share. */
export const share = <T>(values: readonly T[], holds: (value: T) => boolean) =>
  values.filter((each) => holds(each)).length / values.length

export const pausesOf = (times: readonly number[]) => times.slice(1).map((time, at) => time - (times[at] ?? NaN))

export function autocorrelation(values: readonly number[]): number {
  const centred = values.map((each) => each - mean(values))
  const squares = centred.reduce((sum, each) => sum + each * each, 0)
  return centred.slice(1).reduce((sum, each, at) => sum + each * (centred[at] ?? NaN), 0) / squares
}
