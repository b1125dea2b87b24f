/** Uniform numbers in [0, 1). */
export type Random = () => number

/** A repeatable stream: xoshiro128** (Blackman, Vigna 2018), its state filled by splitmix32 from `random_state`. */
export function randomOf(random_state: number): Random {
  let mix = random_state | 0
  const next = (): number => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ (mix >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  }
  let a = next()
  let b = next()
  let c = next()
  let d = next()
  return () => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return (result >>> 0) / 4294967296
  }
}

/** A whole number in 0 … limit - 1. */
export function randomInteger(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

/** `count` different numbers out of 0 … size - 1. */
export function sampleWithoutReplacement(random: Random, size: number, count: number): Int32Array {
  return samplerOf(random, size)(count)
}

/** Draws again and again without setting out all numbers anew: a partial Fisher-Yates shuffle of any order is as good. */
export function samplerOf(random: Random, size: number): (count: number) => Int32Array {
  const order = Int32Array.from({ length: size }, (_, index) => index)
  return (count) => {
    for (let index = 0; index < count; index++) {
      const other = index + randomInteger(random, size - index)
      const kept = order[index] ?? 0
      order[index] = order[other] ?? 0
      order[other] = kept
    }
    return order.slice(0, count)
  }
}
