import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Candidate } from '../baseline.ts'
import { FEATURE_NAMES } from '../features.ts'
import { projectRoot } from '../project-root.ts'

const Names = z.object({ feature_names: z.array(z.string()) })
const Tool = z.object({
  kind: z.string(),
  features: z.array(
    z
      .number()
      .nullable()
      .transform((value) => value ?? NaN),
  ),
})

/** What tools of the laboratory's training half did, at most eight sessions of each kind: the features that do not tell of a place. */
function readTools() {
  const file = readFileSync(join(projectRoot(), 'ml', 'training', 'known-tools.ndjson'), 'utf8')
  const [first = '', ...lines] = file.trim().split('\n')
  const { feature_names } = Names.parse(JSON.parse(first))
  return { feature_names, tools: lines.map((line) => Tool.parse(JSON.parse(line))) }
}

/** Sessions of one sort that a model should find strange. */
export interface SuspectGroup {
  /** In words, for the gate's sentence. */
  name: string
  /** Known tools; the others are machines that the site itself met. */
  is_planted: boolean
  sessions: Candidate[]
}

/**
 * What the known tools did, planted on sessions of the site's own people: network, rarity and past stay theirs. A tool as it was
 * in the laboratory would be strange here for its place alone, and a model that finds its behaviour ordinary would pass.
 */
export function plantTools(people: readonly Candidate[]): SuspectGroup[] {
  const { feature_names, tools } = readTools()
  const groups = new Map<string, Candidate[]>()
  tools.forEach(({ kind, features }, at) => {
    // Spread over all of them, so that no hour's visitors stand for the site.
    const host = people[Math.floor((at * people.length) / tools.length)]
    if (host === undefined) return
    const planted = [...host.row.features]
    feature_names.forEach((name, column) => (planted[FEATURE_NAMES.indexOf(name)] = features[column] ?? NaN))
    const session = { ...host, label: undefined, fingerprint_coherence_score: NaN }
    groups.set(kind, [...(groups.get(kind) ?? []), { ...session, row: { ...host.row, features: planted } }])
  })
  return [...groups].map(([name, sessions]) => ({ name, is_planted: true, sessions }))
}
