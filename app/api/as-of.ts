import { getStoreHealth, type StoreHealth } from '#db/clickhouse/health/get-store-health.ts'

const FRESH_MS = 1000

let asked_at = 0
let asked: Promise<StoreHealth> | undefined

/** The time of the newest row stored: how old a list is. Asked at most once a second, however many lists are read. */
export async function asOf(now = Date.now()): Promise<string | null> {
  if (asked === undefined || now - asked_at >= FRESH_MS) {
    asked = getStoreHealth()
    asked_at = now
    // A failure is told to those who wait for it now, and not to the next.
    asked.catch(() => (asked = undefined))
  }
  return (await asked).newest_row_at
}
