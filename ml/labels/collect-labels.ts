import { listSettledSessions } from '#db/clickhouse/scores/list-settled-sessions.ts'
import { stateDatabase } from '#db/prisma/client.ts'
import type { Candidate } from '../baseline.ts'
import { type Label, LABEL_SOURCES } from './label.ts'
import { challengeLabelsOf } from './challenge-labels.ts'
import { listLabelsOf } from './list-labels.ts'
import { settledLabelOf } from './settled-label.ts'
import { verdictLabels } from './verdict-labels.ts'

interface Options {
  /** Verdicts since then count. */
  verdicts_since: Date
  /** What the rule layer settled since then counts. */
  since: Date
  /** Labels of addresses, from a laboratory's file. */
  lab?: ReadonlyMap<string, Omit<Label, 'session_id' | 'at'>>
}

/** What is known of sessions beside how they look: verdicts of any session, the rest of these. Never a model's own score. */
export async function collectLabels(sessions: readonly Candidate[], options: Options): Promise<Map<string, Label>> {
  const { verdicts_since, since, lab } = options
  const settled = await listSettledSessions({ since: since.toISOString() })
  const found: Label[] = [
    ...(await verdictLabels(stateDatabase(), verdicts_since)),
    ...settled.flatMap((row) => settledLabelOf(row) ?? []),
  ]
  for (const session of sessions) {
    const { session_id, started_at: at, src_ip } = session.row
    const told = lab?.get(src_ip)
    if (told !== undefined) found.push({ ...told, session_id, at })
    found.push(...listLabelsOf(session), ...challengeLabelsOf(session))
  }
  return mostTrusted(found)
}

/** Where sources disagree, the more trusted one counts; of one source, the newer. */
export function mostTrusted(labels: readonly Label[]): Map<string, Label> {
  const by_session = new Map<string, Label>()
  for (const label of labels) {
    const other = by_session.get(label.session_id)
    const ranks = other === undefined ? 1 : rankOf(other) - rankOf(label)
    if (ranks > 0 || (ranks === 0 && label.at >= (other?.at ?? ''))) by_session.set(label.session_id, label)
  }
  return by_session
}

function rankOf({ source }: Label): number {
  return LABEL_SOURCES.indexOf(source)
}
