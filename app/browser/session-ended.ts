import { Problem } from './problem.ts'

type Listener = (ended: boolean) => void
let ended = false
const listeners = new Set<Listener>()

function tell(next: boolean): void {
  ended = next
  for (const listener of listeners) listener(next)
}

/** Any answer 401 means that the login is over: the page stays, a login appears over it. */
export function noticeProblem(error: unknown): void {
  if (error instanceof Problem && error.status === 401) tell(true)
}

export function sessionRenewed(): void {
  tell(false)
}

export function isSessionEnded(): boolean {
  return ended
}

export function onSessionEnded(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
