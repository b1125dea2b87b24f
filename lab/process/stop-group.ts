import { setTimeout as pause } from 'node:timers/promises'
import { isGroupAlive, type ProcessIdentity } from './identity.ts'

const GRACE_MS = 3000

function signal(leader: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(-leader.pid, name)
  } catch {
    // The last member ended between the look and the signal.
  }
}

async function isGone(leader: ProcessIdentity, within_ms: number): Promise<boolean> {
  const deadline = Date.now() + within_ms
  while (isGroupAlive(leader)) {
    if (Date.now() > deadline) return false
    await pause(25)
  }
  return true
}

/** Ends a process group that we started: politely first, so that a server finishes its log. */
export async function stopGroup(leader: ProcessIdentity): Promise<void> {
  if (!isGroupAlive(leader)) return
  signal(leader, 'SIGTERM')
  if (await isGone(leader, GRACE_MS)) return
  signal(leader, 'SIGKILL')
  await isGone(leader, GRACE_MS)
}
