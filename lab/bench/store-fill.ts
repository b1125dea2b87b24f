import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { BUSY_HOUR_ROWS, HOUR_ROWS, insertHour } from './store-rows.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAY_ROWS = 24 * HOUR_ROWS
/** No row may be older than what the tables keep. */
const MOST_DAYS = 28

export interface Filled {
  rows: number
  days: number
  /** The hour before this one; it has the most sessions. */
  busy_hour: Date
}

/**
 * About `rows` requests over up to 28 days. One day and the busy hour go through every view; the other days are
 * that day's parts, of the typed rows and of each aggregate, with their times moved; in many rows several times a day,
 * each from other addresses in the aggregates.
 */
export async function fillStore(rows: number, tell: (said: string) => void): Promise<Filled> {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const busy_hour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS)
  const base = today - DAY_MS
  const base_rows = Math.min(DAY_ROWS, rows)
  for (let hour = 0; hour < 24; hour += 1) {
    const at = new Date(base + hour * HOUR_MS)
    if (at.getTime() !== busy_hour.getTime()) await insertHour(at, Math.round(base_rows / 24))
  }
  await insertHour(busy_hour, BUSY_HOUR_ROWS)
  tell('one day and the busy hour went through the views')
  const copies = Math.max(0, Math.round((rows - base_rows) / DAY_ROWS))
  const days = Math.min(MOST_DAYS, copies + 1)
  for (let place = 1; place < days; place += 1) {
    // Today (moved one day on, up to the busy hour), then one day before the other; the day itself stays as it is.
    const moved_days = place === 1 ? 1 : 1 - place
    await copyDay({
      base: new Date(base),
      moved_days,
      times: Math.floor((copies - place) / days) + 1,
      before: busy_hour,
    })
    tell(`${place} of ${days - 1} days copied`)
  }
  await insertScores(Math.max(2, days))
  await mergeOldDays(days)
  await untilMerged()
  return { rows: await countRows(), days, busy_hour }
}

const Column = z.object({ name: z.string(), type: z.string() })
const Table = z.object({ table: z.string() })

interface Copy {
  base: Date
  moved_days: number
  /** How often the day's traffic is there, each time from other addresses. */
  times: number
  /** Nothing is copied to this time or after it. */
  before: Date
}

async function copyDay(copy: Copy): Promise<void> {
  const tables = await ask(
    `SELECT concat(database, '.', name) AS table FROM system.tables
     WHERE (database = 'ja4_processing' AND name LIKE 'agg\\_%' OR database = 'ja4_logs' AND name = 'http_logs')
       AND engine LIKE '%MergeTree' AND name NOT LIKE '%\\_moved'`,
    Table,
  )
  for (const { table } of tables) {
    // Rows of one address more or less change no screen: the dear copy of the typed rows is made once.
    const variants = table === 'ja4_logs.http_logs' ? 1 : copy.times
    const attached = table === 'ja4_logs.http_logs' ? copy.times : 1
    for (let variant = 0; variant < variants; variant += 1) await copyPartition(table, copy, variant, attached)
  }
}

/** Into a twin of the table, whose parts are then attached: no view runs. */
async function copyPartition(table: string, { base, moved_days, before }: Copy, variant: number, attached: number) {
  const columns = await ask(
    `SELECT name, type FROM system.columns
     WHERE concat(database, '.', table) = '${table}' AND default_kind != 'ALIAS' ORDER BY position`,
    Column,
  )
  const [time] = columns.filter(({ name }) => ['window_start', 'minute', 'time'].includes(name))
  if (!time) return
  const moved = columns.map(({ name, type }) => {
    if (/^(SimpleAggregateFunction\((min|max), )?DateTime/.test(type)) return `${name} + INTERVAL ${moved_days} DAY`
    if (name === 'src_ip' && variant > 0) {
      // The first octet of an IPv4 address; within the last group but one of an IPv6 address.
      return `CAST(bitXor(toUInt128(src_ip), bitShiftLeft(toUInt128(${variant}), 24)) AS IPv6)`
    }
    return name
  })
  // States of aggregates are large in memory.
  const block_rows = columns.some(({ type }) => type.startsWith('AggregateFunction')) ? 20_000 : 65_000
  const twin = `${table}_moved`
  const day = new Date(base.getTime() + moved_days * DAY_MS).toISOString().slice(0, 10)
  await command(`CREATE TABLE IF NOT EXISTS ${twin} AS ${table}`)
  await command(
    `INSERT INTO ${twin} (${columns.map(({ name }) => name).join(', ')}) SELECT ${moved.join(', ')} FROM ${table}
     WHERE toDate(${time.name}) = {base: Date} AND ${time.name} + INTERVAL ${moved_days} DAY < {before: DateTime}
     SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = ${Math.ceil(block_rows / 4)}, min_insert_block_size_bytes = 0,
       min_insert_block_size_rows = ${block_rows}`,
    { base: base.toISOString().slice(0, 10), before: Math.floor(before.getTime() / 1000) },
  )
  for (let time = 0; time < attached; time += 1) {
    await command(`ALTER TABLE ${table} ATTACH PARTITION ID '${day.replaceAll('-', '')}' FROM ${twin}`)
  }
  await command(`DROP TABLE ${twin} SYNC`)
}

/** Every session has been scored but those of the newest minutes; most are ordinary. */
async function insertScores(days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    await command(INSERT_SCORES, { day })
  }
}

const INSERT_SCORES = `
INSERT INTO ja4_processing.ml_all_scores
    (window_start, src_ip, ja4, host, session_id, anomaly_score, raw_anomaly_score, threat_level, model_name, model_version,
    scored_at, started_at, ended_at, hits, features)
WITH cityHash64(src_ip, ja4, host, window_start) AS dice, toFloat32(pow((dice % 1000000) / 1000000, 6)) AS score
SELECT window_start, src_ip, ja4, host, vigie_session_id(window_start, host, src_ip, ja4), score, score / 2,
    multiIf(score >= 0.9, 'CRITICAL', score >= 0.75, 'HIGH', score >= 0.5, 'MEDIUM', score >= 0.25, 'LOW', 'NORMAL'),
    'eif', 'bench', max(agg.ended_at) + INTERVAL 1 MINUTE, min(agg.started_at), max(agg.ended_at), sum(agg.hits),
    arrayMap(i -> toFloat32(intDiv(dice, i + 1) % if(i % 3 = 0, 2, 50)), range(96))
FROM ja4_processing.agg_host_ip_ja4_1h AS agg
WHERE toDate(window_start) = today() - {day: UInt16}
GROUP BY window_start, src_ip, ja4, host
SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_rows = 65536,
    min_insert_block_size_bytes = 0, max_bytes_before_external_group_by = 200000000
`

/** As the tables do by themselves an hour after a day's last row. */
async function mergeOldDays(days: number): Promise<void> {
  const tables = await ask(
    `SELECT concat(database, '.', name) AS table FROM system.tables
     WHERE database = 'ja4_processing' AND engine_full LIKE '%min_age_to_force_merge_seconds%' AND partition_key LIKE 'toDate%'`,
    Table,
  )
  for (let day = 1; day < days; day += 1) {
    const partition = new Date(Date.now() - day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
    for (const { table } of tables) await command(`OPTIMIZE TABLE ${table} PARTITION ID '${partition}' FINAL`)
  }
}

async function untilMerged(): Promise<void> {
  for (let waited = 0; waited < 300; waited += 1) {
    const [left] = await ask('SELECT count() AS merges FROM system.merges', z.object({ merges: z.coerce.number() }))
    if (left?.merges === 0) return
    await delay(1000)
  }
}

async function countRows(): Promise<number> {
  const [counted] = await ask('SELECT count() AS rows FROM ja4_logs.http_logs', z.object({ rows: z.coerce.number() }))
  return counted?.rows ?? 0
}

async function command(query: string, query_params: Record<string, unknown> = {}): Promise<void> {
  await clickhouseFor('migrator').command({ query, query_params })
}

async function ask<S extends z.ZodType>(query: string, row: S): Promise<z.infer<S>[]> {
  const answer = await clickhouseFor('migrator').query({ query, format: 'JSONEachRow' })
  return z.array(row).parse(await answer.json())
}
