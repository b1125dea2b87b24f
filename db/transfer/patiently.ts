import { setTimeout as pause } from 'node:timers/promises'
import { ClickHouseError } from '@clickhouse/client'
import { Unavailable } from '../model/errors.ts'

const PAUSES_MS = [500, 1000, 2000, 4000, 8000]

/** Tries again while the store answers that it is too busy for now; for inserts whose repetition changes nothing. */
export async function patiently<T>(attempt: () => Promise<T>, pauses_ms: readonly number[] = PAUSES_MS): Promise<T> {
  for (const pause_ms of pauses_ms) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      await pause(pause_ms)
    }
  }
  return attempt()
}

/** Not when it does not answer at all: whoever ended it knows better when it comes back. */
function isBusy(error: unknown): boolean {
  return error instanceof Unavailable && error.cause instanceof ClickHouseError
}
