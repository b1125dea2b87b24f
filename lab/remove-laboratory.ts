import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeNetwork } from './network/remove-network.ts'
import { PREFIX } from './network/topology.ts'
import { isAlive, type ProcessIdentity } from './process/identity.ts'
import { forgetRecord, readRecord } from './process/record.ts'
import { stopGroup } from './process/stop-group.ts'

/** The process that runs a laboratory now; null when there is none. */
export function runningLaboratory(): ProcessIdentity | null {
  const mains = readRecord().filter((entry) => entry.kind === 'main')
  return mains.find((main) => main.pid !== process.pid && isAlive(main)) ?? null
}

/** Whether the record is that of this very process, alive or dead. */
export function isRecordOf(main: ProcessIdentity): boolean {
  return readRecord().some(
    (entry) => entry.kind === 'main' && entry.pid === main.pid && entry.started_ticks === main.started_ticks,
  )
}

/** Ends what the record names and removes what carries the laboratory's prefix; nothing else is touched. */
export async function removeLaboratory(): Promise<void> {
  const entries = readRecord()
  await Promise.all(entries.filter((entry) => entry.kind === 'group').map((group) => stopGroup(group)))
  await removeNetwork()
  for (const entry of entries) {
    if (entry.kind === 'directory' && entry.path.startsWith(join(tmpdir(), PREFIX))) {
      rmSync(entry.path, { recursive: true, force: true })
    }
  }
  forgetRecord()
}
