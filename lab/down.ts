import { setTimeout as pause } from 'node:timers/promises'
import { NotRoot } from './laboratory.ts'
import { listNamespaces } from './network/remove-network.ts'
import { isAlive, type ProcessIdentity } from './process/identity.ts'
import { exclusively } from './process/lock.ts'
import { isRecordOf, removeLaboratory, runningLaboratory } from './remove-laboratory.ts'

const GRACE_MS = 10_000

/** Asks a running laboratory to end, then removes whatever is left. */
export async function down(): Promise<string> {
  if (process.getuid?.() !== 0) throw new NotRoot('Only root can remove network namespaces: run it as root.')
  const main = runningLaboratory()
  if (main !== null) {
    process.kill(main.pid, 'SIGTERM')
    const deadline = Date.now() + GRACE_MS
    while (isAlive(main) && Date.now() < deadline) await pause(50)
    if (isAlive(main)) process.kill(main.pid, 'SIGKILL')
  }
  const left = listNamespaces().length
  await exclusively(removeLaboratory)
  return main === null && left === 0 ? 'Nothing was left.' : 'The laboratory is removed.'
}

/** Removes the laboratory of a process that ended without doing so; a newer laboratory is left alone. */
export function removeAfter(main: ProcessIdentity): Promise<string> {
  return exclusively(async () => {
    if (isAlive(main) || !isRecordOf(main)) return 'Nothing was left.'
    await removeLaboratory()
    return 'The laboratory is removed.'
  })
}
