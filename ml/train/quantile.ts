/** Linear interpolation between order statistics (type 7, as numpy does); NaN when there is nothing. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const low = sorted[below] ?? NaN
  const high = sorted[Math.ceil(position)] ?? low
  return low + (high - low) * (position - below)
}
