import { z } from 'zod'
import { clickhouseFor } from '../client.ts'

/** Every aggregate holds each request once; the column is the time that it is counted by. */
const AGGREGATES = {
  agg_host_ip_ja4_1h: 'window_start',
  agg_request_timing_1h: 'window_start',
  agg_header_fingerprint_1h: 'window_start',
  agg_ip_behavior_1h: 'window_start',
  agg_client_claims_1h: 'window_start',
  agg_ip_behavior_1m: 'minute',
  agg_traffic_1m: 'minute',
} as const
export type Aggregate = keyof typeof AGGREGATES
export const AGGREGATE_NAMES = Object.keys(AGGREGATES).filter((name): name is Aggregate => name in AGGREGATES)

/** Requests by hour, in seconds since 1970. */
export type Hours = Map<number, number>

const Hour = z.array(z.object({ hour: z.number(), requests: z.coerce.number() }))
const Raw = z.tuple([z.object({ raw: z.coerce.number(), typed: z.coerce.number(), dead_letters: z.coerce.number() })])

/** Rows that came by the raw contract between two times of arrival: as they came, and what became of them. */
export async function countRaw(
  since: Date,
  until: Date,
): Promise<{ raw: number; typed: number; dead_letters: number }> {
  const answer = await clickhouseFor('migrator').query({
    query: `SELECT
      (SELECT count() FROM ja4_logs.http_logs_raw
        WHERE ingest_time >= {since: DateTime('UTC')} AND ingest_time < {until: DateTime('UTC')}) AS raw,
      (SELECT count() FROM ja4_logs.http_logs
        WHERE contract = 'raw' AND ingest_time >= {since: DateTime('UTC')} AND ingest_time < {until: DateTime('UTC')}) AS typed,
      (SELECT count() FROM ja4_logs.dead_letters
        WHERE ingest_time >= {since: DateTime('UTC')} AND ingest_time < {until: DateTime('UTC')}) AS dead_letters`,
    query_params: { since: seconds(since), until: seconds(until) },
    format: 'JSONEachRow',
  })
  return Raw.parse(await answer.json())[0]
}

export async function countTyped(since: Date): Promise<Hours> {
  return hours(
    `SELECT toUnixTimestamp(toStartOfHour(time)) AS hour, count() AS requests FROM ja4_logs.http_logs
      WHERE time >= {since: DateTime('UTC')} AND type = 'request' GROUP BY hour ORDER BY hour`,
    { since: seconds(since) },
  )
}

export async function countAggregate(aggregate: Aggregate, since: Date): Promise<Hours> {
  return hours(
    `SELECT toUnixTimestamp(toStartOfHour({moment: Identifier})) AS hour, sum(hits) AS requests
      FROM ja4_processing.{aggregate: Identifier}
      WHERE {moment: Identifier} >= {since: DateTime('UTC')} GROUP BY hour ORDER BY hour`,
    { since: seconds(since), aggregate, moment: AGGREGATES[aggregate] },
  )
}

async function hours(query: string, query_params: Record<string, unknown>): Promise<Hours> {
  const answer = await clickhouseFor('migrator').query({ query, query_params, format: 'JSONEachRow' })
  return new Map(Hour.parse(await answer.json()).map(({ hour, requests }) => [hour, requests]))
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
