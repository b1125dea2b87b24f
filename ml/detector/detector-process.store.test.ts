import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, insertRaw, startTestStore, type TestStore } from '#db/clickhouse/store.fixture.ts'
import { Unavailable } from '#db/model/errors.ts'
import { aRequest } from '#db/model/request.builder.ts'
import { migrateState } from '#db/prisma/migrate.ts'
import { detectorEnvironment } from './config.ts'
import { DetectorProcess } from './detector-process.ts'

const HOUR_MS = 3_600_000
const HOURS = 3
const SESSIONS_AN_HOUR = 20
const Count = z.object({ rows: z.number() })
let store: TestStore
let environment: Record<string, string>
let detector: DetectorProcess

/** Several processes start and two cycles run: a busy machine needs long for it. */
const PATIENT_MS = 120_000

/** How many sessions are scored, one each. */
async function countScored(): Promise<number> {
  const [row] = await ask('SELECT toUInt32(count()) AS rows FROM ja4_processing.ml_all_scores FINAL')
  return Count.parse(row).rows
}

beforeAll(async () => {
  store = await startTestStore()
  environment = {
    VIGIE_STATE_DIR: store.stateDirectory,
    EMBEDDED_CLICKHOUSE_PORT: String(store.port),
    DATABASE_URL: `file:${store.stateDirectory}/vigie.sqlite`,
  }
  await migrateState(environment['DATABASE_URL'])
  const hours = Array.from({ length: HOURS }, (_, hour) => new Date(Date.now() - hour * HOUR_MS).toISOString())
  await insertRaw(
    hours.flatMap((time) =>
      Array.from({ length: SESSIONS_AN_HOUR }, (_, client) => aRequest({ time, src_ip: `198.51.100.${client}` })),
    ),
  )
  detector = new DetectorProcess(environment)
})

afterAll(async () => {
  await detector.stop()
  await store.dispose()
})

/** A process with a detector of its own that has answered; its own and the detector's process id. */
async function startParent(): Promise<{ parent: number; child: number; gone: Promise<unknown> }> {
  const program = `
    import { DetectorProcess } from '#ml/detector/detector-process.ts'
    const detector = new DetectorProcess()
    await detector.run('score', {}).catch(() => undefined)
    console.log(JSON.stringify(detector.state.pid))
    setInterval(() => undefined, 1000)`
  const started = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: detectorEnvironment({ ...environment, EMBEDDED_CLICKHOUSE_PORT: '1' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(started, 'close')
  const [line] = z.tuple([z.string()]).parse(await once(createInterface({ input: started.stdout }), 'line'))
  return { parent: started.pid ?? 0, child: Number(line), gone }
}

function isAlive(pid: number): boolean {
  try {
    // A child that nobody waited for is dead, too.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('the detector', () => {
  test(
    'killed in the middle of a cycle, the next cycle goes on; it starts again by itself',
    async () => {
      const cycle = detector.run('score', {})
      const failed = expect(cycle).rejects.toThrow(Unavailable)
      await expect.poll(countScored, { interval: 20, timeout: 60_000 }).toBeGreaterThan(0)
      process.kill(detector.state.pid ?? 0, 'SIGKILL')
      await failed
      const before = await countScored()
      expect(before).toBeLessThan(HOURS * SESSIONS_AN_HOUR)
      const next = await detector.run('score', {})
      expect(next).toMatchObject({ state: 'scored', detail: '' })
      expect(await countScored()).toBe(HOURS * SESSIONS_AN_HOUR)
      expect(detector.state).toMatchObject({ restarts: 1, last_end: 'SIGKILL', state: 'idle' })
      expect(await detector.run('score', {})).toMatchObject({ scored: 0 })
    },
    PATIENT_MS,
  )

  test(
    'one cycle at a time, also between two processes',
    async () => {
      const other = new DetectorProcess(environment)
      await other.run('score', {})
      const states = await Promise.all([detector.run('score', {}), other.run('score', {})])
      await other.stop()
      expect(states.map(({ state }) => state).sort()).toEqual(['busy', 'scored'])
    },
    PATIENT_MS,
  )

  test('it steps back behind the web server and tells how much memory it holds', async () => {
    const pid = detector.state.pid ?? 0
    const nice = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]
    expect(nice).toBe('5')
    await expect.poll(() => detector.state.rss_bytes).toBeGreaterThan(50_000_000)
    expect(detector.state.rss_bytes_max).toBeLessThan(1_500_000_000)
  })

  test('it ends with its parent, even by kill -9', async () => {
    const { parent, child, gone } = await startParent()
    expect(isAlive(child)).toBe(true)
    process.kill(parent, 'SIGKILL')
    await gone
    await expect.poll(() => isAlive(child), { timeout: 5000 }).toBe(false)
  })
})
