import { precisionRecallOf, rocOf, type Point } from '../measure/curves.ts'
import type { Ablated } from '../measure/ablation.ts'
import { reliabilityOf, type Reliability } from '../measure/calibration.ts'
import type { DetectionTime } from '../measure/detection-time.ts'
import { figuresOf, isProgram, type Figures } from '../measure/figures.ts'
import { targetsOf, type Target } from '../measure/targets.ts'
import { CLASSES, type Class } from '../kinds.ts'
import type { Control } from '../score/controls.ts'
import type { Groups } from '../score/groups.ts'
import type { JudgedSession } from '../score/judged-session.ts'

/** How often sessions of a class score so much; 20 bins from 0 to 1. */
export interface Distribution {
  class: Class
  sessions: number
  bins: number[]
}

export interface Report {
  made_at: string
  /** How the traffic came about, in sentences. */
  setting: string[]
  sessions: Record<string, { captured: number; background: number }>
  requests: number
  unlabelled_bots: number
  model: Record<string, unknown>
  figures: Figures
  targets: Target[]
  fleet: Groups
  levels: Record<string, Record<string, number>>
  distributions: Distribution[]
  roc: Point[]
  precision_recall: Point[]
  reliability: Reliability | null
  ablation: Ablated[]
  controls: Control[]
  detection_time: DetectionTime[]
}

const BINS = 20

export interface Measured extends Pick<
  Report,
  'setting' | 'requests' | 'unlabelled_bots' | 'model' | 'ablation' | 'controls' | 'detection_time'
> {
  groups: Groups
  /** Of the test, background included. */
  sessions: readonly JudgedSession[]
}

/** What the evaluation found; background is told and counted in no figure. */
export function reportOf({ sessions, groups, ...facts }: Measured, made_at: Date): Report {
  const counted = sessions.filter(({ guest }) => !guest.is_background)
  const marked = counted.map(({ anomaly_score, guest }) => ({
    score: anomaly_score,
    class: guest.class,
    kind: guest.kind,
  }))
  const figures = figuresOf(marked)
  const labels = marked.map(isProgram)
  const scores = marked.map(({ score }) => score)
  return {
    ...facts,
    made_at: made_at.toISOString(),
    sessions: Object.fromEntries(
      CLASSES.map((name) => [name, countOf(sessions.filter(({ guest }) => guest.class === name))]),
    ),
    figures,
    targets: targetsOf(figures, groups.fleet),
    fleet: groups,
    levels: levelsOf(counted),
    distributions: distributionsOf(counted),
    roc: rocOf(scores, labels),
    precision_recall: precisionRecallOf(scores, labels),
    reliability: reliabilityOf(
      counted.map(({ bot_probability }) => bot_probability),
      labels,
    ),
  }
}

function countOf(sessions: readonly JudgedSession[]): { captured: number; background: number } {
  const background = sessions.filter(({ guest }) => guest.is_background).length
  return { captured: sessions.length - background, background }
}

/** Sessions by kind and by the level that the product shows. */
function levelsOf(sessions: readonly JudgedSession[]): Report['levels'] {
  const levels: Report['levels'] = {}
  for (const { guest, threat_level } of sessions) {
    const row = (levels[guest.kind] ??= {})
    row[threat_level] = (row[threat_level] ?? 0) + 1
  }
  return levels
}

function distributionsOf(sessions: readonly JudgedSession[]): Distribution[] {
  return CLASSES.flatMap((name) => {
    const own = sessions.filter(({ guest }) => guest.class === name)
    if (own.length === 0) return []
    const bins = new Array<number>(BINS).fill(0)
    for (const { anomaly_score } of own) {
      const bin = Math.min(BINS - 1, Math.floor(anomaly_score * BINS))
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    return [{ class: name, sessions: own.length, bins }]
  })
}
