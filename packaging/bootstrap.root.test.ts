import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { projectRoot } from './config.ts'
import { runCommand } from './run-command.ts'

const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot)('a fresh checkout on a machine without a network', () => {
  const checkout = mkdtempSync(path.join(tmpdir(), 'vigie-offline-'))
  afterAll(() => rmSync(checkout, { recursive: true, force: true }))

  it('says within half a minute, in one sentence, that the packages could not be fetched and what to do', async () => {
    for (const file of ['package.json', 'package-lock.json', '.npmrc', 'packaging/bootstrap.mjs'])
      cpSync(path.join(projectRoot, file), path.join(checkout, file))
    const bootstrap = path.join(checkout, 'packaging/bootstrap.mjs')
    const start = await runCommand('unshare', ['--net', process.execPath, bootstrap, 'start'], {
      npm_config_cache: path.join(checkout, 'empty-cache'),
    })
    expect(start.ok).toBe(false)
    expect(start.output).toMatch(
      /^The npm packages could not be fetched, .*give this machine a network.*start again\.$/m,
    )
    expect(start.output.trim().split('\n')).toHaveLength(2)
    expect(start.seconds).toBeLessThan(30)
    expect(existsSync(path.join(checkout, 'node_modules', '.vigie-lock-sha256'))).toBe(false)
  }, 60_000)
})
