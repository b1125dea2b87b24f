import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import type { ProcessIdentity } from './identity.ts'

/**
 * What a laboratory started, written before it matters: whoever cleans up after a killed one reads it here.
 * One machine has one laboratory, because network namespaces and interfaces have fixed names.
 */
export const RECORD_FOLDER = '/run/vigie-lab'
const FILE = `${RECORD_FOLDER}/record.ndjson`

const Entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('main'), pid: z.number(), started_ticks: z.string() }),
  z.object({ kind: z.literal('group'), pid: z.number(), started_ticks: z.string(), name: z.string() }),
  z.object({ kind: z.literal('directory'), path: z.string() }),
])
export type Entry = z.infer<typeof Entry>

export function append(entry: Entry): void {
  mkdirSync(RECORD_FOLDER, { recursive: true, mode: 0o700 })
  appendFileSync(FILE, `${JSON.stringify(entry)}\n`)
}

export function recordGroup(identity: ProcessIdentity, name: string): void {
  append({ kind: 'group', ...identity, name })
}

/** An entry cut short by a crash is skipped: the others still count. */
export function readRecord(): Entry[] {
  if (!existsSync(FILE)) return []
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const parsed = Entry.safeParse(JSON.parse(line))
        return parsed.success ? [parsed.data] : []
      } catch {
        return []
      }
    })
}

export function forgetRecord(): void {
  rmSync(RECORD_FOLDER, { recursive: true, force: true })
}
