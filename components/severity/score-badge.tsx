import type { Session } from '#db/model/session.ts'
import { SeverityMark } from './severity-mark.tsx'
import { threatLevelOf } from './threat-level.ts'

type ScoreBadgeProps = Pick<Session, 'anomaly_score' | 'threat_level'>

/** Shape, letter, word and number; a session without a score says so and never shows a zero. */
export function ScoreBadge({ anomaly_score, threat_level }: ScoreBadgeProps) {
  if (anomaly_score === null || threat_level === null) return <span className="text-faint">not scored</span>
  const { word, text } = threatLevelOf(threat_level)
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${text}`}>
      <SeverityMark level={threat_level} />
      <span className="mono font-medium">{anomaly_score.toFixed(3)}</span>
      <span className="text-xs">{word}</span>
    </span>
  )
}
