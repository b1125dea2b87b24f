import type { FleetClient } from '#db/clickhouse/groups/list-fleet-clients.ts'
import { quantileOf } from '../train/quantile.ts'

/** In which respects two clients are compared; each 0 (nothing in common) to 1 (the same). */
const ASPECTS = ['paths', 'volume', 'mix', 'rhythm'] as const
type Aspect = (typeof ASPECTS)[number]
export type Likeness = Record<Aspect, number>

/** Clocks and paths say most: a script repeats them, people do not. */
const WEIGHTS: Readonly<Likeness> = { paths: 0.3, volume: 0.2, mix: 0.2, rhythm: 0.3 }
/** Requests that a rate, and a rhythm, need. */
const RATE_MIN = 3
const RHYTHM_MIN = 4

/** What a client did, ready to be compared. */
export interface Behaviour {
  paths: ReadonlySet<number>
  /** Natural logarithms; NaN where there are too few requests. */
  log_hits: number
  log_rate: number
  log_gap: number
  gap_cv: number
  /** Shares of its requests: assets, POST, orphan documents, answers 4xx, cookies, no Sec-Fetch. */
  shares: readonly number[]
}

export function behaviourOf(client: FleetClient): Behaviour {
  const { hits, times, paths } = client
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time))
  const span_ms = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
  const has_rhythm = times.length >= RHYTHM_MIN && mean > 0
  const { assets, posts, orphans, count_4xx, cookies, no_sec_fetch } = client
  return {
    paths: new Set(paths),
    log_hits: Math.log1p(hits),
    log_rate: times.length >= RATE_MIN && span_ms > 0 ? Math.log((times.length - 1) / span_ms) : NaN,
    log_gap: has_rhythm
      ? Math.log1p(
          quantileOf(
            gaps.toSorted((a, b) => a - b),
            0.5,
          ),
        )
      : NaN,
    gap_cv: has_rhythm ? deviation / mean : NaN,
    shares: [assets, posts, orphans, count_4xx, cookies, no_sec_fetch].map((count) => count / Math.max(1, hits)),
  }
}

/** NaN where one of the two has too little to compare. */
export function likenessOf(one: Behaviour, other: Behaviour): Likeness {
  const rate_distance = Math.abs(one.log_rate - other.log_rate)
  const volume_distance = Number.isNaN(rate_distance) ? Math.abs(one.log_hits - other.log_hits) : rate_distance
  const gap_distance = Math.abs(one.log_gap - other.log_gap) / 2 + Math.abs(one.gap_cv - other.gap_cv)
  const apart = one.shares.reduce((sum, share, at) => sum + Math.abs(share - (other.shares[at] ?? 0)), 0)
  return {
    paths: jaccardOf(one.paths, other.paths),
    volume: Math.exp(-volume_distance),
    mix: Math.max(0, 1 - (2 * apart) / one.shares.length),
    rhythm: Math.exp(-gap_distance),
  }
}

/** |in both| / |in either|; NaN of two empty sets. */
function jaccardOf<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  let shared = 0
  for (const each of small) if (large.has(each)) shared++
  return shared / (one.size + other.size - shared)
}

/** One number of the aspects that are known, by weight. */
export function overallOf(likeness: Likeness): number {
  let [sum, weight] = [0, 0]
  for (const aspect of ASPECTS) {
    if (Number.isNaN(likeness[aspect])) continue
    sum += WEIGHTS[aspect] * likeness[aspect]
    weight += WEIGHTS[aspect]
  }
  return weight === 0 ? 0 : sum / weight
}

/** Aspect by aspect the mean over pairs; NaN where no pair knew it. */
export function meanLikeness(pairs: readonly Likeness[]): Likeness {
  const mean = (aspect: Aspect): number => {
    const known = pairs.map((pair) => pair[aspect]).filter((value) => !Number.isNaN(value))
    return known.reduce((sum, value) => sum + value, 0) / known.length
  }
  return { paths: mean('paths'), volume: mean('volume'), mix: mean('mix'), rhythm: mean('rhythm') }
}
