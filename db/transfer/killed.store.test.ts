import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aRequest } from '../model/request.builder.ts'
import { ask, insertRaw, startTestStore, type TestStore } from '../clickhouse/store.fixture.ts'
import { countChain } from './count-chain.ts'
import { Manifest } from './manifest.ts'

const HOUR_MS = 3_600_000
const HOURS = 30
const PER_HOUR = 5
const ROWS = HOURS * PER_HOUR
const now = Date.now()
/** Two hours ago and older, so that imported rows lie in hours of their own. */
const timeOf = (hour: number, at: number): string => new Date(now - (hour + 2) * HOUR_MS - at).toISOString()

let store: TestStore
let directory: string
beforeAll(async () => {
  store = await startTestStore()
  directory = mkdtempSync(join(tmpdir(), 'vigie-killed-'))
  const rows = Array.from({ length: ROWS }, (_, at) =>
    aRequest({ time: timeOf(at % HOURS, at), conn_id: String(at), src_ip: `192.0.2.${at}` }),
  )
  await insertRaw(rows)
})
afterAll(async () => {
  await store.dispose()
  rmSync(directory, { recursive: true, force: true })
})

function db(...words: string[]): ChildProcess {
  const environment = [`VIGIE_STATE_DIR=${store.stateDirectory}`, `EMBEDDED_CLICKHOUSE_PORT=${store.port}`]
  const program = [process.execPath, '--import', 'tsx', 'db/main.ts']
  // env becomes the program: its process number is its own.
  return spawn('env', [...environment, ...program, ...words], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'ignore',
  })
}

/** Ends the command without warning as soon as it has come so far. */
async function killWhen(child: ChildProcess, far: () => Promise<boolean> | boolean): Promise<void> {
  const gone = once(child, 'exit')
  while (child.exitCode === null && !(await far())) await pause(2)
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}

async function finished(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit')
  return child.exitCode
}

async function partsIn(): Promise<number> {
  const rows = await ask(`SELECT count() AS parts FROM ja4_processing.imports WHERE part != ''`)
  return z.array(z.object({ parts: z.number() })).parse(rows)[0]?.parts ?? 0
}

test('export and import that are killed again and again go on where they were, and every row is there once', async () => {
  const to = join(directory, 'all')
  const journal = join(to, 'export.ndjson')
  const until = new Date(now - HOUR_MS).toISOString()
  for (const lines of [4, 16]) {
    const far = () => existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > lines
    await killWhen(db('export', to, '--until', until), far)
  }
  expect(await finished(db('export', to, '--until', until))).toBe(0)
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8')))
  expect(manifest).toMatchObject({ rows: ROWS })

  const words = ['import', to, '--shift-to', new Date(now - 40 * HOUR_MS).toISOString()]
  for (const parts of [3, 12]) await killWhen(db(...words), async () => (await partsIn()) >= parts)
  expect(await finished(db(...words))).toBe(0)
  expect(await partsIn()).toBe(manifest.parts.length)
  const [counted] = await countChain({
    since: new Date(now - (40 + HOURS) * HOUR_MS).toISOString(),
    until: new Date(now - 39 * HOUR_MS).toISOString(),
  })
  expect(new Set(Object.values(counted ?? {}))).toEqual(new Set([ROWS]))
}, 120_000)

test('words that are not understood are refused', async () => {
  expect(await finished(db('export'))).toBe(2)
  expect(await finished(db('import', join(directory, 'nothing-there')))).toBe(2)
  expect(await finished(db('import', '--shift-to', 'tomorrow-ish', 'x'))).toBe(2)
})
