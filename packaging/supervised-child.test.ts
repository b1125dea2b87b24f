import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { childEnvironment } from './config.ts'
import { SupervisedChild } from './supervised-child.ts'

const children: SupervisedChild[] = []
afterEach(async () => {
  for (const child of children.splice(0)) await child.stop()
})

function childOf(script: string, lines: string[]): { child: SupervisedChild; logFile: string } {
  const logFile = path.join(mkdtempSync(path.join(tmpdir(), 'vigie-child-')), 'child.log')
  const spec = {
    name: 'trial',
    command: process.execPath,
    args: ['-e', script],
    env: childEnvironment({}),
    logFile,
    ready: { line: 'ready' },
    stopMs: 5000,
  }
  const child = new SupervisedChild(spec, (line) => lines.push(line))
  children.push(child)
  return { child, logFile }
}

const READY_THEN = (then: string) => `console.error('ready'); ${then}`
const FOR_EVER = 'setInterval(() => {}, 1000)'

describe('a supervised child', () => {
  test('that dies is started again, and its last words are told', async () => {
    const lines: string[] = []
    const { child } = childOf(READY_THEN(`console.error('out of luck'); setTimeout(() => process.exit(3), 50)`), lines)
    expect(await child.start()).toBe(true)
    await vi.waitFor(() => expect(lines.join('\n')).toContain('is back'), { timeout: 10_000 })
    expect(lines[0]).toContain('exit code 3')
    expect(lines[0]).toContain('out of luck')
  })

  test('that says it cannot run here is left alone, with its reason', async () => {
    const lines: string[] = []
    const { child } = childOf(`console.error('no kernel for me'); process.exit(78)`, lines)
    expect(await child.start()).toBe(false)
    await vi.waitFor(() => expect(lines).toEqual(['trial: no kernel for me']), 10_000)
  })

  test('is asked to end and may finish its work first', async () => {
    const { child, logFile } = childOf(
      `process.on('SIGTERM', () => setTimeout(() => { console.log('flushed'); process.exit(0) }, 300)); ${READY_THEN(FOR_EVER)}`,
      [],
    )
    await child.start()
    await child.stop()
    await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('flushed'), 10_000)
  })
})
