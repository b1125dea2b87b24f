import type { Random } from './random.ts'

/** Cuts bytes into pieces: mostly a few, sometimes single bytes. */
export function piecesOf(bytes: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = []
  const longest = random.pick([1, 2, 8, 64, 1024], 64)
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.below(longest)
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
}

/** The part told before anything was lost, which must not depend on how the bytes came. */
export function untilLoss(told: readonly string[]): string[] {
  const loss = told.findIndex((line) => /^!(?:malformed|dropped)/.test(line))
  return loss < 0 ? [...told] : told.slice(0, loss + 1)
}

export function expectSame(one: unknown, other: unknown, what: string): void {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)]
  if (left !== right) throw new Error(`${what} depends on how the bytes are cut:\n${left}\n${right}`)
}

export function expectAtMost(value: number, limit: number, what: string): void {
  if (value > limit) throw new Error(`${what}: ${value}, more than ${limit}`)
}
