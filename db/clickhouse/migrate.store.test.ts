import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest } from '../model/request.builder.ts'
import { clickhouseFor } from './client.ts'
import { describeSchema } from './describe-schema.ts'
import { executeStatement } from './execute-statement.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migration-files.ts'
import { migrationStatus } from './migration-status.ts'
import { ask, insertRaw, startTestStore, type TestStore } from './store.fixture.ts'

let store: TestStore
let whole: Map<string, string>
beforeAll(async () => {
  store = await startTestStore()
  whole = await describeSchema()
})
afterAll(() => store.dispose())

async function forgetEverything(): Promise<void> {
  const client = clickhouseFor('migrator')
  for (const database of ['ja4_logs', 'ja4_processing'])
    await client.command({ query: `DROP DATABASE ${database} SYNC` })
  for (const name of whole.keys()) {
    if (!name.includes('.')) await client.command({ query: `DROP FUNCTION IF EXISTS ${name}` })
  }
}

const isWhole = async () => (await migrationStatus()).every(({ state }) => state === 'applied')

test('cut after each statement in turn, migrations go on to the same schema', async () => {
  await forgetEverything()
  const statements = readMigrations().reduce((sum, migration) => sum + migration.statements.length, 1)
  let furthest = 0
  for (let cuts = 0; cuts <= statements + readMigrations().length; cuts++) {
    let here = 0
    const cutNext = async (client: Parameters<typeof executeStatement>[0], statement: string) => {
      await executeStatement(client, statement)
      if (++here > furthest) {
        furthest = here
        throw new Error('cut')
      }
    }
    const applied = (await migrationStatus()).filter(({ state }) => state === 'applied').length
    const failed = await migrate({ execute: cutNext }).then(
      () => false,
      () => true,
    )
    if (!failed) break
    // The next attempt begins at the first migration that is not recorded.
    if ((await migrationStatus()).filter(({ state }) => state === 'applied').length > applied) furthest = 1
  }
  expect(await isWhole()).toBe(true)
  expect(await describeSchema()).toEqual(whole)
}, 120_000)

test('a process killed while it migrates leaves no lock behind, and the next one finishes', async () => {
  await forgetEverything()
  for (const lives_ms of [900, 1300, 1900]) {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '..', 'main.ts'), 'migrate'], {
      env: { NODE_ENV: 'test', VIGIE_STATE_DIR: store.stateDirectory, EMBEDDED_CLICKHOUSE_PORT: String(store.port) },
      stdio: 'ignore',
    })
    const ended = once(child, 'close')
    await delay(lives_ms)
    child.kill('SIGKILL')
    await ended
  }
  await migrate()
  expect(await isWhole()).toBe(true)
  expect(await describeSchema()).toEqual(whole)
}, 60_000)

test('several processes at once apply each migration once', async () => {
  await forgetEverything()
  const applied = await Promise.all([migrate(), migrate(), migrate()])
  expect(applied.flat().sort()).toEqual(readMigrations().map(({ name }) => name))
})

test('a failing statement is named, and is repeated once it is mended', async () => {
  await forgetEverything()
  const broken = async (client: Parameters<typeof executeStatement>[0], statement: string) =>
    executeStatement(
      client,
      statement.includes('sensor_heartbeats\n') ? 'DROP TABLE IF EXISTS ja4_logs.a b' : statement,
    )
  await expect(migrate({ execute: broken })).rejects.toThrow(/^Migration 0004_sensor_heartbeats, statement 1: /)
  expect((await migrate())[0]).toBe('0004_sensor_heartbeats')
})

test('a batch sent again after a restart counts once, though its views were altered before', async () => {
  await forgetEverything()
  await migrate()
  const batch = [1, 2, 3].map((keepalives) => aRequest({ host: 'restart.example', keepalives }))
  await insertRaw(batch, 'before-restart')
  await store.end('stop')
  await store.start()
  await insertRaw(batch, 'before-restart')
  expect(
    await ask(`SELECT (SELECT count() FROM ja4_logs.http_logs WHERE host = 'restart.example') AS typed,
      (SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE host = 'restart.example') AS hits`),
  ).toEqual([{ typed: 3, hits: 3 }])
})
