/** Of how many of how many; the interval is Wilson's (1927) at 95 %, which holds near 0 and 1 and for few. */
export interface Share {
  count: number
  of: number
  /** NaN of none. */
  share: number
  low: number
  high: number
}

const Z = 1.959963984540054

export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, of, share: NaN, low: 0, high: 1 }
  const share = count / of
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of)
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))
  return { count, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
