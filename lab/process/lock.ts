import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { hasCode } from '#db/state-directory.ts'
import { identityOf, isAlive } from './identity.ts'

const LOCK = '/run/vigie-lab.lock'
const DEADLINE_MS = 30_000

function isTaken(): boolean {
  try {
    const [pid, started_ticks] = readFileSync(`${LOCK}/holder`, 'utf8').split(' ')
    return isAlive({ pid: Number(pid), started_ticks: started_ticks ?? '' })
  } catch {
    return false
  }
}

/** A directory that holds the holder's name appears whole or not at all: renaming onto a full one fails. */
function tryToTake(): boolean {
  const draft = `${LOCK}.${process.pid}`
  const self = identityOf(process.pid)
  mkdirSync(draft, { recursive: true })
  writeFileSync(`${draft}/holder`, `${process.pid} ${self?.started_ticks ?? ''}`)
  try {
    renameSync(draft, LOCK)
    return true
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Building and removing exclude each other over processes; what a dead holder left is taken over. */
export async function exclusively<T>(act: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS
  while (!tryToTake()) {
    if (!isTaken()) rmSync(LOCK, { recursive: true, force: true })
    else if (Date.now() > deadline)
      throw new Error('another process has been building or removing a laboratory for 30 s')
    else await pause(50)
  }
  try {
    return await act()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}
