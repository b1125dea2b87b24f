import { setTimeout as pause } from 'node:timers/promises'
import { tableOf } from '#lab/table.ts'
import { countChain } from '#db/transfer/count-chain.ts'
import { isBusy, isLate, patiently } from '#db/transfer/patiently.ts'
import { countRaw } from './count-raw.ts'
import { countTyped } from './count-typed.ts'
import type { SeedPlan } from './rows.ts'

const HOUR_MS = 3_600_000
/** The table of minutes keeps three days. */
const MINUTES_KEPT_HOURS = 71
/** Somebody else's rows may arrive between the reading of two tables. */
const TRIES = 5

interface Sent {
  sensor_id: string
  plan: SeedPlan
  /** Rows sent to the raw table. */
  raw: number
  /** Rows that the typed table must have, and how many of them are requests. */
  typed: number
  requests: number
}

/** Holds what is stored against what was sent and says it as a table; true when all is equal. */
export async function checkStored(sent: Sent, say: (line: string) => void): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const lines = await patiently(
      () => compare(sent),
      undefined,
      (error) => isBusy(error) || isLate(error),
    )
    const equal = lines.every(([, expected, stored]) => expected === stored)
    if (equal || tries === TRIES) {
      say(
        tableOf(
          ['where', 'expected', 'stored', ''],
          lines.map((line) => [...line, line[1] === line[2] ? 'equal' : 'NOT EQUAL']),
        ),
      )
      return equal
    }
    await pause(1000)
  }
}

async function compare({ sensor_id, plan, raw, typed, requests }: Sent): Promise<[string, number, number][]> {
  const [own] = await countRaw({ sensor_id, since: plan.until.toISOString() })
  const [stored] = await countTyped({ sensor_id })
  const first = new Date(plan.until.getTime() - (plan.hours + 1) * HOUR_MS)
  const [chain] = await countChain({ since: first.toISOString(), until: plan.until.toISOString() })
  const { http_logs: all = 0, ...aggregates } = chain ?? {}
  return [
    ['http_logs_raw', raw, own?.raw ?? 0],
    ['dead_letters', 0, own?.dead ?? 0],
    ['http_logs', typed, stored?.rows ?? 0],
    ['its requests', requests, stored?.requests ?? 0],
    // Aggregates do not name the sensor: they are held against all requests of the same hours.
    ...Object.entries(aggregates)
      .filter(([name]) => name !== 'agg_ip_behavior_1m' || plan.hours <= MINUTES_KEPT_HOURS)
      .map(([name, hits]): [string, number, number] => [`${name} (all of these hours)`, all, hits]),
  ]
}
