import { type Distribution, quantileAt, shareBelow, shareUpTo } from './distribution.ts'

/** The nine shares at which the two spreads are shown beside each other. */
const SHOWN_SHARES = [0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95] as const

/** Below it a difference is none that matters, however many rows show it. */
const LEAST_KS = 0.1
/** A difference that large comes by chance in one of 10,000 features: 96 are looked at, again and again. */
const CHANCE = 1e-4
/** A quantile of fewer values says nothing. */
const LEAST_KNOWN = 100
/** So many features at least before their direction means anything. */
const LEAST_FEATURES = 5
const ONE_WAY = 0.8

export interface FeatureDrift {
  feature: string
  /** Kolmogorov–Smirnov: the largest difference of the cumulative shares, at least; of the known shares when that is larger. */
  ks: number
  /** Kullback–Leibler divergence of now from then over the bins between the quantiles, in nats. */
  kl: number
  /** 1: the values (or, see `is_known_share`, the known ones) have become larger or more, -1: smaller or fewer. */
  direction: 1 | -1 | 0
  /** What moved is how often the feature is known. */
  is_known_share: boolean
  /** What `ks` must exceed to count: 0.1, or more where few rows are compared. */
  gate: number
  is_drifted: boolean
  known_then: number
  known_now: number
  /** At SHOWN_SHARES. */
  quantiles_then: number[]
  quantiles_now: number[]
}

/** Compares one feature's spread with that of the training window. */
export function featureDrift(feature: string, then: Distribution, now: Distribution): FeatureDrift {
  const known_then = then.rows === 0 ? 0 : then.known / then.rows
  const known_now = now.rows === 0 ? 0 : now.known / now.rows
  const enough = then.known >= LEAST_KNOWN && now.known >= LEAST_KNOWN
  const { ks, shift } = enough ? kolmogorovSmirnov(then, now) : { ks: 0, shift: 0 }
  const known_change = known_now - known_then
  const is_known_share = Math.abs(known_change) > ks
  const gate = is_known_share ? gateOf(then.rows, now.rows) : gateOf(then.known, now.known)
  const size = is_known_share ? Math.abs(known_change) : ks
  return {
    feature,
    ks: size,
    kl: is_known_share
      ? divergence([known_then, 1 - known_then], [known_now, 1 - known_now])
      : enough
        ? binned(then, now)
        : 0,
    direction: signOf(is_known_share ? known_change : shift),
    is_known_share,
    gate,
    is_drifted: size > gate,
    known_then,
    known_now,
    quantiles_then: SHOWN_SHARES.map((share) => quantileAt(then, share)),
    quantiles_now: SHOWN_SHARES.map((share) => quantileAt(now, share)),
  }
}

/** Two samples of these sizes differ by that much by chance in one of 1 / CHANCE times (Smirnov's limit). */
function gateOf(then: number, now: number): number {
  if (then < LEAST_KNOWN || now < LEAST_KNOWN) return 1
  return Math.max(LEAST_KS, Math.sqrt((-0.5 * Math.log(CHANCE / 2) * (then + now)) / (then * now)))
}

/** The largest difference that the quantiles prove, and on which side the new values lie. */
function kolmogorovSmirnov(then: Distribution, now: Distribution): { ks: number; shift: number } {
  let ks = 0
  let shift = 0
  for (const value of new Set([...then.quantiles, ...now.quantiles])) {
    for (const share of [shareUpTo, shareBelow]) {
      const [then_least, then_most] = share(then, value)
      const [now_least, now_most] = share(now, value)
      ks = Math.max(ks, now_least - then_most, then_least - now_most)
      shift += then_least + then_most - now_least - now_most
    }
  }
  return { ks, shift }
}

function binned(then: Distribution, now: Distribution): number {
  const edges = [...new Set(SHOWN_SHARES.map((share) => quantileAt(then, share)))]
  const massOf = (of: Distribution) => {
    const shares = [0, ...edges.map((edge) => middleOf(shareUpTo(of, edge))), 1]
    return shares.slice(1).map((share, at) => Math.max(0, share - (shares[at] ?? 0)))
  }
  return divergence(massOf(then), massOf(now))
}

function middleOf([least, most]: readonly [number, number]): number {
  return (least + most) / 2
}

/** A bin that was empty is taken for one that had a thousandth, so that the sum stays finite. */
function divergence(then: readonly number[], now: readonly number[]): number {
  const sum = now.reduce(
    (all, share, at) => all + (share > 0 ? share * Math.log(share / Math.max(then[at] ?? 0, 1e-3)) : 0),
    0,
  )
  return Math.max(0, sum)
}

function signOf(value: number): 1 | -1 | 0 {
  return value > 0 ? 1 : value < 0 ? -1 : 0
}

export interface DirectionOfDrift {
  /** Share of the drifted features that moved the commoner way; NaN when none drifted. */
  one_way: number
  /** Many features pushed one way, as somebody does who shifts what is taken for ordinary. */
  is_adversarial: boolean
}

export function directionOf(features: readonly FeatureDrift[]): DirectionOfDrift {
  const drifted = features.filter(({ is_drifted, direction }) => is_drifted && direction !== 0)
  if (drifted.length === 0) return { one_way: NaN, is_adversarial: false }
  const up = drifted.filter(({ direction }) => direction === 1).length
  const one_way = Math.max(up, drifted.length - up) / drifted.length
  return { one_way, is_adversarial: drifted.length >= LEAST_FEATURES && one_way >= ONE_WAY }
}
