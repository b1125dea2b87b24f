import { readdirSync, readFileSync } from 'node:fs'

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  pid: number
  /** Start in clock ticks since boot, field 22 of /proc/<pid>/stat. */
  started_ticks: string
}

interface Stat {
  pid: number
  state: string
  process_group: number
  started_ticks: string
}

function statOf(pid: number): Stat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return null
  }
  // The command name may hold spaces and parentheses: fields are counted after its last ')'.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, , group] = fields
  const started_ticks = fields[19]
  if (state === undefined || group === undefined || started_ticks === undefined) return null
  return { pid, state, process_group: Number(group), started_ticks }
}

export function identityOf(pid: number): ProcessIdentity | null {
  const stat = statOf(pid)
  return stat === null ? null : { pid, started_ticks: stat.started_ticks }
}

export function isAlive(identity: ProcessIdentity): boolean {
  const stat = statOf(identity.pid)
  return stat !== null && stat.started_ticks === identity.started_ticks && stat.state !== 'Z'
}

/**
 * Whether any process of the group that `leader` leads is alive. A group's number is not given to a new process while
 * a member lives, so a leader with another start time means that the group is gone.
 */
export function isGroupAlive(leader: ProcessIdentity): boolean {
  const stat = statOf(leader.pid)
  if (stat !== null && stat.started_ticks !== leader.started_ticks) return false
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    const member = statOf(Number(name))
    return member !== null && member.process_group === leader.pid && member.state !== 'Z'
  })
}
