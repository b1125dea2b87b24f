export interface Point {
  x: number
  y: number
}

interface Level {
  score: number
  bots: number
  people: number
}

/** Counts of all that score at least as high, from the highest score down; equal scores are one level. */
function levelsOf(scores: ArrayLike<number>, labels: readonly boolean[]): Level[] {
  const order = labels.map((_, at) => at).sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0))
  const levels: Level[] = []
  let last: Level = { score: NaN, bots: 0, people: 0 }
  for (const at of order) {
    const score = scores[at] ?? 0
    if (score !== last.score) {
      last = { ...last, score }
      levels.push(last)
    }
    if (labels[at] === true) last.bots += 1
    else last.people += 1
  }
  return levels
}

/** False-positive rate and recall, from nothing found to everything. */
export function rocOf(scores: ArrayLike<number>, labels: readonly boolean[]): Point[] {
  const levels = levelsOf(scores, labels)
  const { bots, people } = levels.at(-1) ?? { bots: 0, people: 0 }
  return [{ x: 0, y: 0 }, ...levels.map((level) => ({ x: level.people / people, y: level.bots / bots }))]
}

/** Recall and precision. */
export function precisionRecallOf(scores: ArrayLike<number>, labels: readonly boolean[]): Point[] {
  const levels = levelsOf(scores, labels)
  const bots = levels.at(-1)?.bots ?? 0
  return levels.map((level) => ({ x: level.bots / bots, y: level.bots / (level.bots + level.people) }))
}

/** Share of programs among the `count` sessions that score highest; of equal scores at the edge each counts in part. */
export function precisionOfHighest(count: number, scores: ArrayLike<number>, labels: readonly boolean[]): number {
  const taken = Math.min(count, labels.length)
  let before = { bots: 0, people: 0 }
  for (const level of levelsOf(scores, labels)) {
    const size = level.bots + level.people - before.bots - before.people
    const room = taken - before.bots - before.people
    if (room <= size) return (before.bots + ((level.bots - before.bots) * room) / size) / taken
    before = level
  }
  return NaN
}
