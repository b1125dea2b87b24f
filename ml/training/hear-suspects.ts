import { isFlagged } from '#db/model/threat-level.ts'
import type { Candidate } from '../baseline.ts'
import { featureMatrixOf } from '../score/feature-matrix.ts'
import type { Manifest } from '../score/manifest.ts'
import type { OpenModel } from '../score/open-model.ts'
import { threatLevelOf } from '../score/threat-level.ts'
import { coherenceOf, isBot } from './jury.ts'
import type { Lesson } from './lesson.ts'
import { plantTools, type SuspectGroup } from './known-tools.ts'

/** Of the site's own machines so many are asked about. */
const OWN_MAX = 200

export type Verdicts = NonNullable<Manifest['gate']['suspects']>

/** Whom a model should find strange: known tools, and what the site's rules, challenges and analysts called machines. Nothing learnt from these sessions. */
export function suspectsOf({ validation, machines, labels }: Lesson): SuspectGroup[] {
  const decided = labels.held.filter((session) => isBot(session) && session.label?.source === 'verdict')
  const own = [...machines, ...decided]
  const stride = Math.max(1, own.length / OWN_MAX)
  const sessions = Array.from({ length: Math.min(OWN_MAX, own.length) }, (_, at) => own[Math.floor(at * stride)] ?? [])
  const name = 'machines that this site has met'
  return [...plantTools(validation), { name, is_planted: false, sessions: sessions.flat() }].filter(
    (group) => group.sessions.length > 0,
  )
}

/** How many of each group stand at MEDIUM or above to the new model, and to the one that scores now. */
export async function countFlagged(
  groups: readonly SuspectGroup[],
  { scores, thresholds }: { scores: Float32Array; thresholds: Manifest['thresholds'] },
  current: OpenModel | undefined,
): Promise<Verdicts> {
  const sessions = groups.flatMap((group) => group.sessions)
  const now = flagsOf(scores, thresholds)
  const before = current === undefined ? undefined : await flagsBy(current, sessions)
  let from = 0
  return groups.map(({ name, is_planted, sessions: its }) => {
    const countOf = (flags: readonly boolean[]) => flags.slice(from, from + its.length).filter(Boolean).length
    const counts = { flagged: countOf(now), flagged_before: before === undefined ? null : countOf(before) }
    from += its.length
    return { name, is_planted, sessions: its.length, ...counts }
  })
}

async function flagsBy(current: OpenModel, sessions: readonly Candidate[]): Promise<boolean[]> {
  const { feature_names, thresholds } = current.manifest
  const rows = sessions.map(({ row }) => row)
  const { anomaly_score } = await current.score(featureMatrixOf(rows, feature_names), coherenceOf(sessions))
  return flagsOf(anomaly_score, thresholds)
}

function flagsOf(scores: Float32Array, thresholds: Manifest['thresholds']): boolean[] {
  return Array.from(scores, (score) => isFlagged(threatLevelOf(score, thresholds)))
}
