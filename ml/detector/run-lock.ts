import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Conflict } from '#db/model/errors.ts'
import { hasCode, privateDirectory, statePath } from '#db/state-directory.ts'

/** Runs `work` while nobody else with this state directory does work of this name; else refuses with Conflict. */
export async function underRunLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const path = join(privateDirectory(statePath('run')), `${name}.lock`)
  acquire(path, name)
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function acquire(path: string, name: string): void {
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, `${process.pid} ${startOf('self') ?? ''}\n`, { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const [pid = '', started] = readHolder(path)
    if (/^\d+$/.test(pid) && startOf(pid) === started) {
      throw new Conflict(`Busy: ${name} is under way (process ${pid}).`)
    }
    // Its holder was killed.
    rmSync(path, { force: true })
  }
  throw new Conflict(`Busy: ${name} has just begun elsewhere.`)
}

function readHolder(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split(' ')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/** Start time in clock ticks (proc(5), field 22): a process id that was used again has another one. */
function startOf(pid: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
