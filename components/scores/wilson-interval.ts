/** Standard normal quantile of 97.5 %. */
const Z = 1.959964

/** 95 % interval of a share of which `hits` of `of` were seen (Wilson 1927); honest also at 0 of 3. */
export function wilsonInterval(hits: number, of: number): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 }
  const share = hits / of
  const weight = Z ** 2 / of
  const centre = (share + weight / 2) / (1 + weight)
  const half = (Z / (1 + weight)) * Math.sqrt((share * (1 - share)) / of + weight / (4 * of))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
