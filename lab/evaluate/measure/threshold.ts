import { shareOf, type Share } from './wilson.ts'

export interface Threshold {
  /** A session is found when it scores above. */
  score: number
  /** People wrongly found at it. */
  false_positives: Share
  /** Whether there are people enough to speak of this rate at all: at least one of them may be wrong. */
  is_measurable: boolean
}

/** The lowest threshold that at most this share of the people exceed. */
export function thresholdAt(rate: number, people: ArrayLike<number>): Threshold {
  const sorted = Float64Array.from(people).sort().reverse()
  const allowed = Math.floor(rate * sorted.length + 1e-9)
  const score = sorted[allowed] ?? -Infinity
  const above = sorted.filter((each) => each > score).length
  return { score, false_positives: shareOf(above, sorted.length), is_measurable: allowed >= 1 }
}

export function recallAt({ score }: Pick<Threshold, 'score'>, programs: ArrayLike<number>): Share {
  const found = Array.from(programs).filter((each) => each > score).length
  return shareOf(found, programs.length)
}
