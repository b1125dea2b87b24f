import { readFileSync, readdirSync } from 'node:fs'
import type { TrialProduct } from './trial-product.ts'

/** Running processes whose environment names the trial's state directory. */
export function listProcesses(product: TrialProduct): { pid: number; command: string }[] {
  const mark = `VIGIE_STATE_DIR=${product.environment['VIGIE_STATE_DIR'] ?? ''}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(mark)) return []
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
      } catch {
        return []
      }
    })
}
