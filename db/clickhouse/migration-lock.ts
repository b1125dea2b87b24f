import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { config } from '../config.ts'
import { hasCode } from '../state-directory.ts'

const TABLE = 'ja4_processing.schema_migrations_lock'
const HOST = hostname().replace(/[^\w.-]/g, '_')
const WAIT_MS = 60_000
/** A holder elsewhere that says nothing for this long is taken for dead. */
const STALE_S = 3600

/**
 * Runs `work` while no other process migrates: creating a table succeeds for one of many, on a cluster for one of
 * all nodes. `work` calls its argument before each step, so that a long migration is not taken for a dead one.
 */
export async function underMigrationLock<T>(
  client: ClickHouseClient,
  work: (holdOn: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const { cluster } = config.clickhouse
  const onCluster = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  await client.command({ query: `CREATE DATABASE IF NOT EXISTS ja4_processing${onCluster}` })
  const release = async () => {
    await client.command({ query: `DROP TABLE IF EXISTS ${TABLE}${onCluster}` })
  }
  const me = `${HOST} ${process.pid}`
  const take = async () => {
    await client.command({
      query: `CREATE TABLE ${TABLE}${onCluster} (holder String) ENGINE = Memory COMMENT '${me} ${Date.now()}'`,
    })
  }
  await acquire(client, take, release)
  let told_at = Date.now()
  const holdOn = async () => {
    if (Date.now() - told_at < 60_000) return
    told_at = Date.now()
    await client.command({ query: `ALTER TABLE ${TABLE}${onCluster} MODIFY COMMENT '${me} ${told_at}'` })
  }
  try {
    return await work(holdOn)
  } finally {
    await release()
  }
}

async function acquire(
  client: ClickHouseClient,
  take: () => Promise<void>,
  release: () => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    try {
      await take()
      return
    } catch (error) {
      if (
        !(error instanceof ClickHouseError) ||
        !/TABLE_ALREADY_EXISTS|already exists/.test(error.message + (error.type ?? ''))
      )
        throw error
    }
    const holder = await currentHolder(client)
    if (holder !== undefined && isDead(holder)) await release()
    else if (Date.now() > deadline) {
      throw new Error(`Another process (${holder ?? 'unknown'}) has been migrating for over a minute: try later.`)
    } else await delay(200)
  }
}

const Holder = z.array(z.object({ comment: z.string() }))

async function currentHolder(client: ClickHouseClient): Promise<string | undefined> {
  const answer = await client.query({
    query: `SELECT comment FROM system.tables WHERE database = 'ja4_processing' AND name = 'schema_migrations_lock'`,
    format: 'JSONEachRow',
  })
  return Holder.parse(await answer.json())[0]?.comment
}

/** A process of this machine is asked; one of another machine must have been silent for long. */
function isDead(holder: string): boolean {
  const [host, pid, heard_at] = holder.split(' ')
  if (Date.now() - Number(heard_at ?? Date.now()) > STALE_S * 1000) return true
  if (host !== HOST) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return hasCode(error, 'ESRCH')
  }
}
