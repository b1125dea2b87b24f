import type { ClickHouseClient } from '@clickhouse/client'
import { z } from 'zod'
import type { Migration } from './migration-files.ts'

const TABLE = 'ja4_processing.schema_migrations'

/** A fact of the store, not of the migrations: it must exist before the first of them. */
export const CREATE_APPLIED = `CREATE TABLE IF NOT EXISTS ${TABLE}
(
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = MergeTree ORDER BY name SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`

const Applied = z.object({ name: z.string(), checksum: z.string(), applied_at: z.string() })
export type Applied = z.infer<typeof Applied>

/** What the store says was applied, by name; empty before the first migration. */
export async function readApplied(client: ClickHouseClient): Promise<Map<string, Applied>> {
  const exists = await client.query({ query: `EXISTS TABLE ${TABLE}`, format: 'JSONEachRow' })
  if ((await exists.json<{ result: number }>())[0]?.result !== 1) return new Map()
  const answer = await client.query({
    query: `SELECT name, argMin(checksum, done.applied_at) AS checksum,
        concat(replaceOne(toString(min(done.applied_at)), ' ', 'T'), 'Z') AS applied_at
      FROM ${TABLE} AS done GROUP BY name ORDER BY name`,
    format: 'JSONEachRow',
  })
  return new Map(
    z
      .array(Applied)
      .parse(await answer.json())
      .map((row) => [row.name, row]),
  )
}

export async function recordApplied(client: ClickHouseClient, { name, checksum }: Migration): Promise<void> {
  await client.insert({ table: TABLE, values: [{ name, checksum }], format: 'JSONEachRow' })
}
