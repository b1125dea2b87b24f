import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks a second of proc(5): 100 on every Linux this runs on. */
const TICKS_PER_SECOND = 100

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Processor time in microseconds of a process and its children that are still alive. */
export function processorTimeOf(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => {
      try {
        return Number(statOf(other)[1]) === pid
      } catch {
        return false
      }
    })
  const ticks = [pid, ...children].reduce((sum, each) => {
    const fields = statOf(each)
    return sum + Number(fields[11]) + Number(fields[12])
  }, 0)
  return (ticks / TICKS_PER_SECOND) * 1e6
}
