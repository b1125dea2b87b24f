import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { privateDirectory, statePath } from '#db/state-directory.ts'

/** Refuses a second supervisor on one state directory; returns what gives the place up. */
export function claimStateDirectory(url: string): () => void {
  privateDirectory(statePath('run'))
  privateDirectory(statePath('log'))
  const file = statePath('run', 'supervisor.pid')
  const [pid, started] = readClaim(file)
  if (pid !== undefined && started === startOf(pid)) {
    throw new Error(
      `Vigie is already running here (process ${pid}, ${url}): stop it first, or set VIGIE_STATE_DIR to another directory.`,
    )
  }
  writeFileSync(file, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 })
  return () => rmSync(file, { force: true })
}

function readClaim(file: string): [number | undefined, string | undefined] {
  try {
    const [pid, started] = readFileSync(file, 'utf8').trim().split(' ')
    return [Number(pid), started]
  } catch {
    return [undefined, undefined]
  }
}

/** Start time in clock ticks (proc(5), field 22): a reused process id has another one. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
