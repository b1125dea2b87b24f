import { buffer } from 'node:stream/consumers'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { listColumns } from '#db/transfer/list-columns.ts'
import { ADDRESS_STEP, CUSTOMER_STEP } from './addresses.ts'
import { listCopies } from './list-copies.ts'
import { insert } from './send-rows.ts'

/** Rows of a piece; its copies of one insert stay one block, so that an insert cut off anywhere can be repeated. */
const PIECE_ROWS = 10_000
const COPIES_AT_ONCE = 5

// Without the copies that a run which was cut off has made already.
const PIECE = `
  SELECT * EXCEPT (contract, ingest_time)
  FROM ja4_logs.http_logs
  WHERE sensor_id = {sensor_id: String} AND position(conn_id, '#') = 0
    AND cityHash64(src_ip) % {pieces: UInt32} = {piece: UInt32}
  FORMAT Native`

// An address moves by odd steps within its /16, an IPv6 customer within the second 32 bits: no two copies share one.
// Crawlers come again from the addresses that they have.
const COPY = `
  SELECT * EXCEPT (copy, number, moved) REPLACE (
      moved AS src_ip,
      moved AS peer_ip,
      time - toIntervalMillisecond(copy * 7919 % 1900) AS time,
      concat(conn_id, '#', toString(copy)) AS conn_id
    ), 'typed'
  FROM
  (
    SELECT *, copy,
      CAST(toUInt128(multiIf(
        header_user_agent LIKE '%bot/%', number,
        bitShiftRight(number, 32) = 65535, number - number % 65536 + (number + toUInt128(copy) * {step: UInt64}) % 65536,
        number - bitShiftLeft(bitAnd(bitShiftRight(number, 64), 4294967295), 64)
          + bitShiftLeft(bitAnd(bitShiftRight(number, 64) + toUInt128(copy) * {customer_step: UInt64}, 4294967295), 64)
      )) AS IPv6) AS moved
    FROM (SELECT *, CAST(src_ip AS UInt128) AS number FROM input({structure: String}))
    ARRAY JOIN range({first: UInt32}, {last: UInt32}) AS copy
  )
  FORMAT Native`

export interface Template {
  sensor_id: string
  rows: number
  most_sessions: number
}

/**
 * Copies what a run left in the typed table, each copy with addresses of its own and all views following. Copies that a run
 * which was cut off has made already are passed over. Ends between two inserts when it is told to, by what the signal says.
 */
export async function multiply(
  template: Template,
  copies: number,
  onRows: (rows: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const columns = (await listColumns({})).filter(({ carried }) => carried)
  // The store told these names itself.
  const query = `INSERT INTO ja4_logs.http_logs (${columns.map(({ name }) => name).join(', ')}, contract) ${COPY}`
  // A dictionary column is cheaper made at the end than carried through the copying.
  const structure = columns.map(({ name, type }) => `${name} ${plainOf(type)}`).join(', ')
  const step = ADDRESS_STEP * template.most_sessions
  const customer_step = CUSTOMER_STEP * template.most_sessions
  const pieces = Math.max(1, Math.ceil(template.rows / PIECE_ROWS))
  const blocks = await Promise.all(
    Array.from({ length: pieces }, (_, piece) => readPiece(template.sensor_id, piece, pieces)),
  )
  const isThere = await copiesThere(template)
  const tasks = Array.from({ length: Math.ceil(copies / COPIES_AT_ONCE) }, (_, chunk) => 1 + chunk * COPIES_AT_ONCE)
  const inserts = tasks.flatMap((first) => blocks.map((block, piece) => ({ first, block, piece })))
  // One at a time: each takes some 450 MB of the store's memory, and the views use both cores.
  for (const { first, block, piece } of inserts) {
    signal?.throwIfAborted()
    const last = Math.min(copies + 1, first + COPIES_AT_ONCE)
    if (isThere(first, last)) {
      onRows(block.rows * (last - first))
      continue
    }
    const name = `${template.sensor_id}/copy/${first}/${last}/${piece}of${pieces}`
    await insert(name, query, { structure, step, customer_step, first, last }, block.bytes)
    onRows(block.rows * (last - first))
  }
}

/** Whether all copies of an insert's numbers are whole; the pieces of one that is not are known by their names. */
async function copiesThere({ sensor_id, rows }: Template): Promise<(first: number, last: number) => boolean> {
  const stored = new Map((await listCopies({ sensor_id })).map((copy) => [copy.copy, copy.rows]))
  return (first, last) =>
    Array.from({ length: last - first }, (_, at) => stored.get(first + at)).every((found) => found === rows)
}

function plainOf(type: string): string {
  return type.replaceAll(/LowCardinality\((\w+)\)/g, '$1')
}

async function readPiece(sensor_id: string, piece: number, pieces: number): Promise<{ bytes: Buffer; rows: number }> {
  try {
    const { stream, summary } = await clickhouseFor('writer').exec({
      query: PIECE,
      query_params: { sensor_id, piece, pieces },
      clickhouse_settings: { wait_end_of_query: 1 },
    })
    return { bytes: await buffer(stream), rows: Number(summary?.result_rows ?? 0) }
  } catch (error) {
    throw failureOf(error, 'seed')
  }
}
