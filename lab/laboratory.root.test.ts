import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { SentRequest } from './client/sent-request.ts'
import { startLaboratory, type Laboratory } from './laboratory.ts'
import { listInterfaces, listNamespaces } from './network/remove-network.ts'
import { planVisits } from './plan.ts'
import { identityOf, isGroupAlive } from './process/identity.ts'
import { readRecord } from './process/record.ts'
import { run } from './process/run.ts'
import { randomOf } from './random.ts'
import { reconcile } from './stored/reconcile.ts'

const HITS = 60
const PATIENT = { timeout: 30_000, interval: 100 }
const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot)('a laboratory', () => {
  let laboratory: Laboratory | undefined
  let sent: SentRequest[] = []

  beforeAll(async () => {
    laboratory = await startLaboratory({ machines: 8, client_namespaces: 2, delays: false })
    const plan = { http_ratio: 0.3, tls_versions: ['1.2', '1.3'] as const }
    sent = await laboratory.drive(planVisits(HITS, laboratory.topology, plan, randomOf(3)))
  }, 120_000)

  afterAll(async () => {
    await laboratory?.stop()
  }, 60_000)

  test('drives exactly the hits asked for, and the servers agree on every one', () => {
    expect(sent).toHaveLength(HITS)
    expect(reconcile(sent, laboratory?.readAccessLogs() ?? [])).toMatchObject({ missing: [], surplus: [] })
  })

  test('gives the root namespace no address', async () => {
    const { stdout } = await run(['ip', '-brief', 'address'])
    const ours = stdout.split('\n').filter((line) => line.startsWith('vigie-lab-'))
    expect(ours.length).toBeGreaterThan(0)
    for (const line of ours) expect(line).not.toMatch(/10\.77|fd77|fe80/)
  })
})

describe.skipIf(!isRoot)('a laboratory whose process is killed', () => {
  test('is removed, its servers included', { timeout: 120_000 }, async () => {
    const root = fileURLToPath(new URL('..', import.meta.url))
    const parameters = ['--import', 'tsx', 'lab/main.ts', 'up', '--hits', '1', '--src-ips', '2', '--keep']
    const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()))
    await vi.waitFor(() => expect(said).toContain('Kept up'), { timeout: 60_000, interval: 100 })
    const groups = readRecord().flatMap((entry) => (entry.kind === 'group' ? [entry] : []))
    const folders = readRecord().flatMap((entry) => (entry.kind === 'directory' ? [entry.path] : []))
    expect(groups.map((group) => group.name).sort()).toEqual(['apache', 'nginx'])
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(readRecord()).toEqual([]), PATIENT)
    expect(groups.filter((group) => isGroupAlive(group))).toEqual([])
    expect(folders.filter((folder) => existsSync(folder))).toEqual([])
    expect([...listInterfaces(), ...listNamespaces()]).toEqual([])
  })
})

test('a process number in new hands is not taken for the old one', () => {
  const self = identityOf(process.pid)
  expect(isGroupAlive({ pid: process.pid, started_ticks: `${self?.started_ticks ?? ''}0` })).toBe(false)
})
