import { startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import type { Batch } from '#sensor/output/batch.ts'
import { sendBatch } from '#sensor/output/send-batch.ts'
import { ByteWriter } from '#sensor/output/typed/byte-writer.ts'
import { headerOf } from '#sensor/output/typed/header.ts'
import { ROW_COLUMNS } from '#sensor/output/typed/row-columns.ts'
import { encodeRow } from '#sensor/output/typed/row-encoder.ts'
import { processorTimeOf } from './processor-time.ts'
import { sensorRows, type SensorRow } from './sensor-rows.ts'

const CONNECTIONS = 1000
const REQUESTS_EACH = 8
const ENCODE_TURNS = 12
/** Pairs of both contracts, in alternating order, so that drift of the machine falls out. */
const PAIRS = 6

type Contract = Batch['contract']
type Encode = (rows: readonly SensorRow[]) => Batch

function encodeRaw(rows: readonly SensorRow[]): Batch {
  return { contract: 'raw', lines: Buffer.from(rows.map(({ row }) => `${JSON.stringify(row)}\n`).join('')) }
}

function encodeTyped(rows: readonly SensorRow[]): Batch {
  const bytes = new ByteWriter(1 << 20)
  for (const { row, connection } of rows) encodeRow(bytes, row, connection)
  return { contract: 'typed', header: headerOf(ROW_COLUMNS), rows: bytes.view() }
}
const ENCODERS: Readonly<Record<Contract, Encode>> = { raw: encodeRaw, typed: encodeTyped }

/** By processor time of this process. */
function microsecondsToEncode(encode: Encode, rows: readonly SensorRow[]): number {
  encode(rows)
  const before = process.cpuUsage()
  for (let turn = 0; turn < ENCODE_TURNS; turn += 1) encode(rows)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / (ENCODE_TURNS * rows.length)
}

/** Processor time of the store until it has the rows in every table of the chain. */
async function microsecondsToStore(store: TestStore, batch: Batch, rows: number, token: string): Promise<number> {
  const before = processorTimeOf(store.current.pid)
  const outcome = await sendBatch(token, batch)
  if (outcome !== 'taken') throw new Error(`the store did not take the rows: ${JSON.stringify(outcome)}`)
  return (processorTimeOf(store.current.pid) - before) / rows
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN
const bytesOf = (batch: Batch): number => (batch.contract === 'raw' ? batch.lines : batch.rows).length

/** A request's row on its way out: as raw JSON through `http_logs_raw`, and typed straight into `http_logs`. */
export async function benchSensorOutput(): Promise<void> {
  const rows = await sensorRows(CONNECTIONS, REQUESTS_EACH)
  const store = await startTestStore()
  const stored: Record<Contract, number[]> = { raw: [], typed: [] }
  try {
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const order: Contract[] = pair % 2 === 0 ? ['raw', 'typed'] : ['typed', 'raw']
      for (const contract of order) {
        const batch = ENCODERS[contract](rows)
        stored[contract].push(await microsecondsToStore(store, batch, rows.length, `${contract}-${pair}`))
      }
    }
  } finally {
    await store.dispose()
  }
  for (const contract of ['raw', 'typed'] as const) {
    const encoding = microsecondsToEncode(ENCODERS[contract], rows)
    const bytes = bytesOf(ENCODERS[contract](rows)) / rows.length
    console.log(
      `  ${contract.padEnd(5)} ${bytes.toFixed(0)} bytes a row, the sensor ${encoding.toFixed(2)} µs, the store ${median(stored[contract]).toFixed(1)} µs ` +
        `(batches of ${rows.length}, ${REQUESTS_EACH} requests a connection)`,
    )
  }
}
