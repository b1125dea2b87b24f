import { listInterfaces, listNamespaces } from './network/remove-network.ts'
import { isGroupAlive } from './process/identity.ts'
import { readRecord } from './process/record.ts'
import { runningLaboratory } from './remove-laboratory.ts'

/** What is there of a laboratory, running or left over. */
export function statusOf(): string {
  const main = runningLaboratory()
  const groups = readRecord().flatMap((entry) => (entry.kind === 'group' && isGroupAlive(entry) ? [entry] : []))
  const lines = [
    main === null ? 'No laboratory runs.' : `A laboratory runs: process ${main.pid}.`,
    ...groups.map((group) => `  ${group.name}: process ${group.pid}`),
    ...listNamespaces().map((name) => `  namespace ${name}`),
    ...listInterfaces().map((name) => `  interface ${name}`),
  ]
  if (main === null && lines.length > 1) lines.push('Left over: npm run lab -- down removes it.')
  return lines.join('\n')
}
