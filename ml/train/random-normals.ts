import type { Random } from './random.ts'

/** Steps of 1/32: sums of products with whole numbers stay whole, and a normal takes one byte in a file. */
const NORMAL_STEPS = 32
const SIZE = 65_536

/** The standard normal's quantiles at (i + 0.5) / 65,536, in steps. */
let quantiles: Int8Array | undefined

/** Fills with independent standard normal numbers, in whole steps of 1/32. */
export function fillNormals(normals: Int8Array, random: Random): void {
  quantiles ??= Int8Array.from({ length: SIZE }, (_, at) =>
    Math.round(NORMAL_STEPS * normalQuantile((at + 0.5) / SIZE)),
  )
  for (let at = 0; at < normals.length; at += 2) {
    const bits = random() * 4_294_967_296
    normals[at] = quantiles[bits >>> 16] ?? 0
    normals[at + 1] = quantiles[bits & 0xffff] ?? 0
  }
}

/** Abramowitz, Stegun 1964, 26.2.23: within 4.5e-4, a seventieth of a step. */
function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share)
  const t = Math.sqrt(-2 * Math.log(1 - share))
  const above = 2.515517 + 0.802853 * t + 0.010328 * t ** 2
  return t - above / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3)
}
