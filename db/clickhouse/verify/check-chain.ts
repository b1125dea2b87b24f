import { config } from '#db/config.ts'
import { readApplied } from '../applied-migrations.ts'
import { clickhouseFor } from '../client.ts'
import { AGGREGATE_NAMES, countAggregate, countRaw, countTyped, type Aggregate, type Hours } from './count-chain.ts'
import type { Finding } from './finding.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A batch may be between two tables for this long. */
const UNDERWAY_MS = 60_000
/** Since this migration a row says by which contract and when it came. */
const CONTRACT_SINCE = '0012_raw_to_typed'

/** Proves that nothing is lost or doubled between raw rows, typed rows and aggregates, over what all of them still keep. */
export async function checkChain(now = new Date()): Promise<Finding[]> {
  return [await checkRaw(now), ...(await checkAggregates(now))]
}

async function checkRaw(now: Date): Promise<Finding> {
  const since = new Date(
    Math.max(now.getTime() - config.clickhouse.keep.VIGIE_KEEP_RAW_HOURS * HOUR_MS, await contractSince()),
  )
  const { raw, typed, dead_letters } = await countRaw(since, new Date(now.getTime() - UNDERWAY_MS))
  const ok = raw === typed + dead_letters
  return {
    ok,
    what: 'raw',
    found: `${raw} raw rows ${ok ? '=' : '≠'} ${typed} typed + ${dead_letters} dead letters, came since ${since.toISOString()}, but for the last ${UNDERWAY_MS / 1000} s (may still be under way)`,
    remedy: ok
      ? ''
      : 'a batch is missing or doubled: does its writer re-send with the same token after a failure? Repeat in a minute; then look into the store’s log',
  }
}

async function contractSince(): Promise<number> {
  const applied = await readApplied(clickhouseFor('migrator'))
  return Date.parse(applied.get(CONTRACT_SINCE)?.applied_at ?? '') || Date.now()
}

async function checkAggregates(now: Date): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const aggregate of AGGREGATE_NAMES) {
    const since = firstWholeDay(now, aggregate)
    // Rows arrive meanwhile: an hour is right when it lies between two counts of the typed rows.
    const before = await countTyped(since)
    const there = await countAggregate(aggregate, since)
    const after = await countTyped(since)
    findings.push(compareHours(aggregate, before, there, after))
  }
  return findings
}

/** Old parts go when all of their rows are too old: only days that neither table may have begun to drop are compared. */
function firstWholeDay(now: Date, aggregate: Aggregate): Date {
  const { keep } = config.clickhouse
  const kept = aggregate === 'agg_ip_behavior_1m' ? keep.VIGIE_KEEP_MINUTES_DAYS : keep.VIGIE_KEEP_AGGREGATES_DAYS
  const days = Math.min(kept, keep.VIGIE_KEEP_REQUESTS_DAYS)
  return new Date(Math.ceil((now.getTime() - days * DAY_MS) / DAY_MS) * DAY_MS)
}

function compareHours(aggregate: Aggregate, before: Hours, there: Hours, after: Hours): Finding {
  const wrong = [...new Set([...before.keys(), ...there.keys()])].filter((hour) => {
    const requests = there.get(hour) ?? 0
    return requests < (before.get(hour) ?? 0) || requests > (after.get(hour) ?? 0)
  })
  const total = [...there.values()].reduce((sum, requests) => sum + requests, 0)
  const [first] = wrong
  if (first === undefined) {
    return { ok: true, what: aggregate, found: `${total} requests in ${there.size} hours, as in http_logs`, remedy: '' }
  }
  return {
    ok: false,
    what: aggregate,
    found: `${wrong.length} of ${new Set([...before.keys(), ...there.keys()]).size} hours differ from http_logs, first ${new Date(first * 1000).toISOString()}: ${there.get(first) ?? 0}, ${after.get(first) ?? 0} expected`,
    remedy:
      'a batch reached one table only: start its writer again so that it re-sends; rows deleted by hand or imported into one table show here too',
  }
}
