/** When each piece of grouping ran last in this process; the first call of a process always runs. */
const ran_at = new Map<string, number>()

/** Whether it is time again; says yes at most once per `every_ms`. */
export function isDue(work: string, now: Date, every_ms: number): boolean {
  const last = ran_at.get(work)
  // A clock that was set back must not silence it.
  if (last !== undefined && now.getTime() >= last && now.getTime() - last < every_ms) return false
  ran_at.set(work, now.getTime())
  return true
}
