import { readFileSync } from 'node:fs'

/** The number of a group of this machine, given by name or number; undefined for the empty name. Throws when there is none. */
export function groupIdOf(group: string): number | undefined {
  if (group === '') return undefined
  if (/^\d+$/.test(group)) return Number(group)
  const entry = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === group)
  const id = Number(entry?.[2])
  if (!Number.isInteger(id)) throw new Error(`socket_group: there is no group ${group} on this machine`)
  return id
}
