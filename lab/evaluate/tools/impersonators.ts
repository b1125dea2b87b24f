import { join } from 'node:path'
import type { Command } from '#lab/process/run.ts'
import type { KindOf } from '../kinds.ts'
import { some, type Errand } from './errand.ts'

/** Browsers that each library says it can be taken for, with a system. */
const PROFILES: Readonly<Record<KindOf<'impersonator'>, readonly [[string, string], ...[string, string][]]>> = {
  impit: [
    ['chrome', '-'],
    ['firefox', '-'],
  ],
  'wreq-js': [
    ['chrome_149', 'windows'],
    ['chrome_144', 'linux'],
    ['firefox_151', 'windows'],
    ['safari_18', 'macos'],
    ['edge_148', 'windows'],
  ],
  cycletls: [
    ['chrome', '-'],
    ['firefox', '-'],
  ],
}

/** The command that asks a site as a library pretends to be a browser; `packages` is the folder that has the library. */
export function impersonate(kind: KindOf<'impersonator'>, packages: string, errand: Errand): Command {
  const { random } = errand
  const [profile, system] = random.pick(PROFILES[kind])
  const pause_s = random.next() < 0.4 ? 0 : random.next()
  const urls = some(errand.paths, 3, 20, random).map((path) => `${errand.base}${path}`)
  const program = join(import.meta.dirname, 'impersonate.mjs')
  return [process.execPath, program, kind, packages, profile, system, pause_s.toFixed(2), ...urls]
}
