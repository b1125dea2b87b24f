import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import type { Request } from '#db/model/request.ts'
import type { Batch } from '#sensor/output/batch.ts'
import { sendBatch } from '#sensor/output/send-batch.ts'
import { ByteWriter } from '#sensor/output/typed/byte-writer.ts'
import { headerOf } from '#sensor/output/typed/header.ts'
import { ROW_COLUMNS } from '#sensor/output/typed/row-columns.ts'
import { encodeRow } from '#sensor/output/typed/row-encoder.ts'
import { processorTimeOf } from './processor-time.ts'
import { trafficOf } from './store-traffic.ts'

const BATCH_ROWS = 10_000
const BATCHES = 10
const SENDERS = 2
const VISITS_WITHIN_MS = 60_000
const CORES = 2
const QUIET_DEADLINE_MS = 60_000
/** Of the aggregates, and of the facts that most of them read. */
const VIEWS = "database = 'ja4_processing' AND engine = 'MaterializedView' AND name NOT LIKE '%refresh%'"

/**
 * What a row costs the store that this process's clients point at, by each contract, with all views, without each of them, and without
 * any. Merges count: the time ends when the store is quiet. Takes some minutes; the rows stay in the store.
 */
export async function benchIngest(store_pid: number): Promise<void> {
  const to_ms = Date.now() - 600_000
  // So dense that a batch has 1,100 to 1,900 sessions: the fewer rows a session has in a batch, the more the aggregates cost.
  const rows = trafficOf(BATCHES * BATCH_ROWS, { seed: 11, from_ms: to_ms - VISITS_WITHIN_MS, to_ms })
  const typed = batchesOf(rows, typedBatchOf)
  const raw = batchesOf(rows, rawBatchOf)
  const measure = (batches: Batch[], says: string) => measureBatches(batches, says, store_pid)
  await measure(typed.slice(0, 4), 'typed, warming up')
  await measure(typed, 'typed, every view')
  await measure(raw, 'raw JSON, every view')
  await measure(Array.from({ length: 10 }, () => typed).flat(), 'typed, every view, a million rows')
  const views = await listViews()
  for (const view of views) {
    await withoutViews([view], () => measure(typed, `typed, without ${view.replace(/^.*\.mv_/, '')}`))
  }
  await withoutViews(views, async () => {
    await measure(typed, 'typed, no view')
    await measure(raw, 'raw JSON, typed rows alone')
  })
}

function batchesOf(rows: readonly Request[], batchOf: (rows: readonly Request[]) => Batch): Batch[] {
  return Array.from({ length: BATCHES }, (_, at) => batchOf(rows.slice(at * BATCH_ROWS, (at + 1) * BATCH_ROWS)))
}

function typedBatchOf(rows: readonly Request[]): Batch {
  const bytes = new ByteWriter()
  for (const row of rows) encodeRow(bytes, row)
  return { contract: 'typed', header: headerOf(ROW_COLUMNS), rows: bytes.view() }
}

const rawBatchOf = (rows: readonly Request[]): Batch => ({
  contract: 'raw',
  lines: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
})

async function measureBatches(batches: readonly Batch[], says: string, store_pid: number): Promise<void> {
  await untilQuiet()
  const started_ms = Date.now()
  const spent_us = processorTimeOf(store_pid)
  let next = 0
  const send = async (): Promise<void> => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) {
      const outcome = await sendBatch(randomUUID(), batch)
      if (outcome !== 'taken') throw new Error(`the store did not take a batch: ${JSON.stringify(outcome)}`)
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, send))
  const rows = batches.length * BATCH_ROWS
  const rows_per_s = (rows / (Date.now() - started_ms)) * 1000
  const inserting_us = (processorTimeOf(store_pid) - spent_us) / rows
  await untilQuiet()
  const all_us = (processorTimeOf(store_pid) - spent_us) / rows
  console.log(
    `  ${says.padEnd(40)} ${rows_per_s.toFixed(0).padStart(7)} rows/s here, ${inserting_us.toFixed(1).padStart(5)} µs of processor ` +
      `a row (${all_us.toFixed(1)} until merged): ${((CORES * 1e6) / all_us).toFixed(0)} rows/s on ${CORES} cores of its own`,
  )
}

async function untilQuiet(): Promise<void> {
  const deadline_ms = Date.now() + QUIET_DEADLINE_MS
  for (let quiet = 0; quiet < 3 && Date.now() < deadline_ms;) {
    await delay(500)
    const merges = await ask('SELECT toString(count()) AS name FROM system.merges')
    quiet = merges[0] === '0' ? quiet + 1 : 0
  }
}

const listViews = () =>
  ask(`SELECT concat(database, '.', name) AS name FROM system.tables WHERE ${VIEWS} ORDER BY name`)

async function ask(query: string): Promise<string[]> {
  const answer = await clickhouseFor('migrator').query({ query, format: 'JSONEachRow' })
  return z
    .array(z.object({ name: z.string() }))
    .parse(await answer.json())
    .map(({ name }) => name)
}

async function withoutViews(views: readonly string[], run: () => Promise<void>): Promise<void> {
  const tell = (verb: 'DETACH' | 'ATTACH', view: string) =>
    clickhouseFor('migrator').command({ query: `${verb} TABLE ${view}` })
  for (const view of views) await tell('DETACH', view)
  try {
    await run()
  } finally {
    for (const view of views) await tell('ATTACH', view)
  }
}
