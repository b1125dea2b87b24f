import { stateDatabase } from '#db/prisma/client.ts'
import type { Candidate } from '../baseline.ts'
import { collectLabels } from '../labels/collect-labels.ts'
import { keepSnapshots, recallSnapshots } from '../labels/label-snapshots.ts'
import { readLabLabels } from '../labels/read-lab-labels.ts'
import { verdictLabels } from '../labels/verdict-labels.ts'
import { readCandidates, readSessions } from './read-candidates.ts'

/** As long as the session of a verdict is kept. */
const VERDICT_DAYS = 400
/** Verdicts on sessions of so many earlier hours are caught up with in one training. */
const EARLIER_WINDOWS_MAX = 24

interface Options {
  now: Date
  since: Date
  until: Date
  hosts: readonly string[]
  labels_file: string | undefined
  report: (line: string) => void
}

export interface Gathered {
  /** Sessions of the training's days, with what is known of them. */
  candidates: Candidate[]
  /** Sessions with a verdict from before. */
  earlier: Candidate[]
}

/** The sessions to learn from with their labels. What sessions with a verdict look like is kept for later trainings. */
export async function gatherSessions({ now, since, until, hosts, labels_file, report }: Options): Promise<Gathered> {
  const lab = labels_file === undefined ? new Map() : await readLabLabels(labels_file)
  const verdicts_since = new Date(now.getTime() - VERDICT_DAYS * 86_400_000)
  const decided = (await verdictLabels(stateDatabase(), verdicts_since)).map(({ session_id }) => session_id)
  const bare = await readCandidates({ since, until, hosts, session_ids: decided, report })
  const labels = await collectLabels(bare, { verdicts_since, since, lab })
  const withLabel = (each: Candidate): Candidate => ({ ...each, label: labels.get(each.row.session_id) })
  const candidates = bare.map(withLabel)
  await keepSnapshots(candidates, now)
  const present = new Set(bare.map(({ row }) => row.session_id))
  const wanted = decided.filter((session_id) => !present.has(session_id))
  const recalled = await recallSnapshots(wanted, verdicts_since)
  const recalled_ids = new Set(recalled.map(({ row }) => row.session_id))
  const missing = wanted.filter((session_id) => !recalled_ids.has(session_id))
  const caught_up = (await readSessions(missing, EARLIER_WINDOWS_MAX)).map(withLabel)
  await keepSnapshots(caught_up, now)
  return { candidates, earlier: [...recalled.map(withLabel), ...caught_up] }
}
