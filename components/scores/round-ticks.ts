/** One to four round counts, the highest less than one step below `most` (at least 1); whole, because sessions are. */
export function roundTicks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most))
  const step = Math.max(1, [power / 2, power, 2 * power].find((size) => most / size < 5) ?? 2 * power)
  return Array.from({ length: Math.floor(most / step) }, (_, at) => (at + 1) * step)
}
