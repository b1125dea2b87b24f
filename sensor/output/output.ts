import type { Request } from '#db/model/request.ts'

/** Where finished requests go. `write` takes ownership at once and never throws; what it must drop it counts. */
export interface Output {
  /** Rows that come with the same `connection` repeat each other in all that is not of the request alone. */
  write: (requests: readonly Request[], connection?: object) => void
  /** Lets go of a file that was moved away. */
  reopen?: () => void
  /** Resolves when everything taken so far is delivered or safe on disk. */
  close: () => Promise<void>
  counters: () => Record<string, number>
}
