import { appendFileSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { ALL_KINDS, CLASSES, SPLITS } from '../kinds.ts'

/** Who had which addresses: one line of `truth.ndjson`. An address belongs to one visitor alone. */
export const Visited = z.object({
  src_ips: z.array(z.string()),
  kind: z.enum(ALL_KINDS),
  class: z.enum(CLASSES),
  label: z.enum(['human', 'bot']),
  split: z.enum(SPLITS),
  began_ms: z.number(),
  ended_ms: z.number(),
  /** Pauses that we made (beginning in Unix ms, length); the visitor's own would be `haste` times as long. */
  pauses: z.array(z.tuple([z.number(), z.number()])),
  haste: z.number(),
  /** What did not work, by what was said. */
  broken: z.array(z.string()),
})
export type Visited = z.infer<typeof Visited>

export function appendVisited(file: string, visited: Visited): void {
  appendFileSync(file, `${JSON.stringify(visited)}\n`)
}

export function readVisited(file: string): Visited[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Visited.parse(JSON.parse(line)))
}
