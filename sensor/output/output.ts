import type { Request } from '#db/model/request.ts'

/** What stands for a connection towards an output: rows that come with the same one repeat each other in all that is not of the request. */
export interface Repeated {
  /** Kept by the output: what these rows have in common, as it writes it. */
  encoded?: Uint8Array | undefined
}

/** Where finished requests go. `write` takes ownership at once and never throws; what it must drop it counts. */
export interface Output {
  write: (requests: readonly Request[], connection?: Repeated) => void
  /** Lets go of a file that was moved away. */
  reopen?: () => void
  /** Resolves when everything taken so far is delivered or safe on disk. */
  close: () => Promise<void>
  counters: () => Record<string, number>
}
