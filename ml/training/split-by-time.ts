/** What is learnt from, and what came after it. */
export interface Split<T> {
  training: T[]
  validation: T[]
}

/** The oldest `share` and the rest: nothing in the validation is older than anything in the training. */
export function splitByTime<T>(sessions: readonly T[], timeOf: (session: T) => string, share: number): Split<T> {
  const sorted = sessions.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0))
  const cut = Math.round(sorted.length * share)
  return { training: sorted.slice(0, cut), validation: sorted.slice(cut) }
}
