import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ExportHead, Part } from './manifest.ts'

const JOURNAL = 'export.ndjson'

/** What an export set out to do; fixed at its first start, so that late rows cannot shift its parts. */
export const ExportPlan = z.object({
  head: ExportHead,
  hours: z.array(
    z.object({
      hour: z.string(),
      rows: z.number().int(),
      slices: z.number().int().min(1),
      /** An address with more rows in this hour than one part can hold: all are divided by their seconds too. */
      heaviest: z.string().optional(),
    }),
  ),
})
export type ExportPlan = z.infer<typeof ExportPlan>

/** The plan, then a line for each part that is whole on disk; a cut last line counts as not written. */
export function readJournal(directory: string): { plan: ExportPlan; done: Part[] } | null {
  const path = join(directory, JOURNAL)
  if (!existsSync(path)) return null
  const [first, ...rest] = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line))
  return first === undefined ? null : { plan: ExportPlan.parse(first), done: z.array(Part).parse(rest) }
}

/** Appends a line that survives a power cut; the first one starts the journal anew. */
export function appendToJournal(directory: string, line: ExportPlan | Part, how: 'start' | 'go on'): void {
  const file = openSync(join(directory, JOURNAL), how === 'start' ? 'w' : 'a')
  try {
    writeSync(file, `${JSON.stringify(line)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export function journalPath(directory: string): string {
  return join(directory, JOURNAL)
}
