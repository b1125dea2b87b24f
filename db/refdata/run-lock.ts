import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode, privateDirectory, statePath } from '../state-directory.ts'

/** Runs `work` while no other process of this installation updates reference data. */
export async function underRunLock<T>(work: () => Promise<T>): Promise<T> {
  const path = join(privateDirectory(statePath('refdata')), 'run.lock')
  acquire(path)
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function acquire(path: string): void {
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const holder = Number(readHolder(path))
    if (Number.isInteger(holder) && holder > 0 && isAlive(holder)) {
      throw new Error(`Another update of reference data runs (process ${holder}): wait for it.`)
    }
    // Its holder was killed.
    rmSync(path, { force: true })
  }
  throw new Error('Another update of reference data has just begun: try later.')
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return ''
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}
