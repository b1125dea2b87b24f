import { setTimeout as pause } from 'node:timers/promises'
import { ClickHouseError } from '@clickhouse/client'
import { Unavailable } from '../model/errors.ts'

const PAUSES_MS = [500, 1000, 2000, 4000, 8000]

/** Tries again while the store answers that it is too busy for now; for inserts whose repetition changes nothing. */
export async function patiently<T>(
  attempt: () => Promise<T>,
  pauses_ms: readonly number[] = PAUSES_MS,
  isWorthIt: (error: unknown) => boolean = isBusy,
): Promise<T> {
  for (const pause_ms of pauses_ms) {
    try {
      return await attempt()
    } catch (error) {
      if (!isWorthIt(error)) throw error
      await pause(pause_ms)
    }
  }
  return attempt()
}

/** Not when it does not answer at all: whoever ended it knows better when it comes back. */
export function isBusy(error: unknown): boolean {
  return error instanceof Unavailable && error.cause instanceof ClickHouseError
}

/** It is there and took longer than a call may take: what it works on is known by its token when it is sent again. */
export function isLate(error: unknown): boolean {
  return error instanceof Unavailable && error.cause instanceof Error && /timeout/i.test(error.cause.message)
}
