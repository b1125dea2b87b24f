export interface Slope {
  /** By how much y grows when x grows by one. */
  slope: number
  /** Standard error of the slope. */
  error: number
  /** Standard deviation of what the line does not explain. */
  scatter: number
}

/** The straight line of least squares; needs three points. */
export function slopeOf(points: readonly { x: number; y: number }[]): Slope {
  const count = points.length
  if (count < 3) return { slope: NaN, error: NaN, scatter: NaN }
  const mean = (pick: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / count
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)]
  const sxx = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0)
  const slope = points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / sxx
  const residue = points.reduce((sum, { x, y }) => sum + (y - y0 - slope * (x - x0)) ** 2, 0)
  const scatter = Math.sqrt(residue / (count - 2))
  return { slope, error: scatter / Math.sqrt(sxx), scatter }
}
