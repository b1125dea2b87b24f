/** So many things were counted, of which so many are what is looked for. */
export interface Block {
  count: number
  hits: number
}

export interface AdaptiveWindow {
  /** Places of the blocks with which a new rate began, the oldest first. */
  changes: number[]
  /** Where the window begins that holds one rate. */
  begins: number
  /** The rate of that window; NaN when it holds nothing. */
  rate: number
  /** The rate before its beginning; NaN when nothing changed. */
  rate_before: number
}

export interface AdaptiveWindowOptions {
  /** How often a change may be seen where there is none. */
  delta?: number
  /** Rates that differ by less are one rate, however sure one is: as a share of all, */
  least_difference?: number
  /** and as a share of the rate before. */
  least_relative?: number
}

/**
 * ADWIN (Bifet, Gavaldà: Learning from time-changing data with adaptive windowing, SDM 2007) over blocks, the oldest first: a
 * window grows with each block and loses its oldest ones while two parts of it have rates that differ by more than chance allows.
 */
export function adaptiveWindow(
  blocks: readonly Block[],
  { delta = 0.002, least_difference = 0.01, least_relative = 0.5 }: AdaptiveWindowOptions = {},
): AdaptiveWindow {
  const changes: number[] = []
  let begins = 0
  let rate_before = NaN
  for (let ends = 1; ends <= blocks.length; ends++) {
    for (let cut = cutOf(blocks, begins, ends); cut !== undefined; cut = cutOf(blocks, begins, ends)) {
      rate_before = rateOf(blocks, begins, cut)
      begins = cut
      changes.push(cut)
    }
  }
  return { changes, begins, rate: rateOf(blocks, begins, blocks.length), rate_before }

  /** Where the window falls into two rates, the newest part as long as possible; undefined when it does not. */
  function cutOf(all: readonly Block[], from: number, to: number): number | undefined {
    const whole = totalOf(all, from, to)
    const before: Block = { count: 0, hits: 0 }
    for (let cut = from + 1; cut < to; cut++) {
      const added = all[cut - 1]
      before.count += added?.count ?? 0
      before.hits += added?.hits ?? 0
      const after = { count: whole.count - before.count, hits: whole.hits - before.hits }
      if (before.count > 0 && after.count > 0 && areApart(before, after, whole)) return cut
    }
    return undefined
  }

  function areApart(before: Block, after: Block, whole: Block): boolean {
    const old_rate = before.hits / before.count
    const difference = Math.abs(old_rate - after.hits / after.count)
    if (difference < Math.max(least_difference, least_relative * old_rate)) return false
    const mean = whole.hits / whole.count
    const harmonic = 1 / (1 / before.count + 1 / after.count)
    const doubt = Math.log((2 * Math.log(Math.max(whole.count, 3))) / delta)
    const chance = Math.sqrt((2 / harmonic) * mean * (1 - mean) * doubt) + (2 / (3 * harmonic)) * doubt
    return difference > chance
  }
}

function totalOf(blocks: readonly Block[], from: number, to: number): Block {
  const total = { count: 0, hits: 0 }
  for (const { count, hits } of blocks.slice(from, to)) {
    total.count += count
    total.hits += hits
  }
  return total
}

function rateOf(blocks: readonly Block[], from: number, to: number): number {
  const { count, hits } = totalOf(blocks, from, to)
  return count === 0 ? NaN : hits / count
}
