import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { clickhouseFor } from '#db/clickhouse/client.ts'
import { failureOf } from '#db/clickhouse/failure.ts'
import { onceByToken } from '#db/clickhouse/once-by-token.ts'
import { isBusy, isLate, patiently } from '#db/transfer/patiently.ts'

/** The store works on one batch while the next is made; more would only wait there. */
const LANES = 2
/** A machine that other work keeps busy is waited for, some five minutes each time; a store that is gone is not. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000, 120_000]

/** Runs tasks at most so many at a time, in order; the first failure ends it. */
export async function inLanes<T>(tasks: Iterable<T>, perform: (task: T, at: number) => Promise<void>): Promise<void> {
  const queue = withPlaces(tasks)
  const lane = async (): Promise<void> => {
    for (const [at, task] of queue) await perform(task, at)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

function* withPlaces<T>(tasks: Iterable<T>): Generator<[number, T]> {
  let at = 0
  for (const task of tasks) yield [at++, task]
}

/** Raw JSON lines as any producer sends them; the same name is counted once. */
export function sendRaw(name: string, lines: string): Promise<void> {
  return insert(name, 'INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT LineAsString', {}, lines)
}

/** An insert whose repetition under the same name changes nothing; a busy store is waited for. */
export function insert(name: string, query: string, query_params: Record<string, unknown>, values: string | Buffer) {
  const attempt = () => insertOnce(name, query, query_params, values)
  return patiently(attempt, PAUSES_MS, (error) => isBusy(error) || isLate(error))
}

async function insertOnce(
  name: string,
  query: string,
  query_params: Record<string, unknown>,
  values: string | Buffer,
): Promise<void> {
  const token = createHash('sha256').update(name).digest('hex').slice(0, 32)
  try {
    const { stream } = await clickhouseFor('writer').exec({
      query,
      query_params,
      values: Readable.from([values]),
      clickhouse_settings: onceByToken(token),
    })
    stream.resume()
    await finished(stream)
  } catch (error) {
    throw failureOf(error, 'seed')
  }
}
