import type { Hook } from '#db/model/sensor-heartbeat.ts'

/** Where connections and requests come from; told apart in the heartbeat by the name that the settings give them. */
export interface Source {
  readonly name: string
  /** Rejects with one sentence that says what to do when it cannot work here. */
  start: () => Promise<void>
  /** Lets go of everything it holds open, after handing over what came already. */
  stop: () => Promise<void>
  /** Called some times a second. */
  tick: (now_ms: number) => void
  hooks: () => Hook[]
  counters: () => Record<string, number>
}
