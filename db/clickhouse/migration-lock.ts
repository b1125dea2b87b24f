import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { hasCode } from '../state-directory.ts'

const TABLE = 'ja4_processing.schema_migrations_lock'
const ME = hostname().replace(/[^\w.-]/g, '_')
const WAIT_MS = 60_000
/** A holder elsewhere that says nothing for this long is taken for dead. */
const STALE_S = 600

/** Runs `work` while no other process migrates: creating a table succeeds for one of many. */
export async function underMigrationLock<T>(client: ClickHouseClient, work: () => Promise<T>): Promise<T> {
  await client.command({ query: 'CREATE DATABASE IF NOT EXISTS ja4_processing' })
  await acquire(client)
  try {
    return await work()
  } finally {
    await client.command({ query: `DROP TABLE IF EXISTS ${TABLE}` })
  }
}

async function acquire(client: ClickHouseClient): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    try {
      await client.command({
        query: `CREATE TABLE ${TABLE} (holder String) ENGINE = Memory COMMENT '${ME} ${process.pid}'`,
      })
      return
    } catch (error) {
      if (!(error instanceof ClickHouseError) || error.type !== 'TABLE_ALREADY_EXISTS') throw error
    }
    const holder = await currentHolder(client)
    if (holder && isDead(holder)) await client.command({ query: `DROP TABLE IF EXISTS ${TABLE}` })
    else if (Date.now() > deadline) {
      throw new Error(`Another process (${holder?.name ?? 'unknown'}) has been migrating for over a minute: try later.`)
    } else await delay(200)
  }
}

const Holder = z.object({ name: z.string(), age_s: z.number() })
type Holder = z.infer<typeof Holder>

async function currentHolder(client: ClickHouseClient): Promise<Holder | undefined> {
  const answer = await client.query({
    query: `SELECT comment AS name, toFloat64(now() - metadata_modification_time) AS age_s FROM system.tables
      WHERE database = 'ja4_processing' AND name = 'schema_migrations_lock'`,
    format: 'JSONEachRow',
  })
  return z.array(Holder).parse(await answer.json())[0]
}

function isDead({ name, age_s }: Holder): boolean {
  const [host, pid] = name.split(' ')
  if (host !== ME) return age_s > STALE_S
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return hasCode(error, 'ESRCH')
  }
}
