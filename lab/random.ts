/** A seeded source of chance: the same seed drives the same traffic. */
export interface Random {
  /** 0 <= x < 1. */
  next: () => number
  below: (limit: number) => number
  pick: <T>(choices: readonly [T, ...T[]]) => T
}

/** Mulberry32: 32 bits of state are plenty for traffic plans, never for secrets. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return { next, below, pick: (choices) => choices[below(choices.length)] ?? choices[0] }
}
