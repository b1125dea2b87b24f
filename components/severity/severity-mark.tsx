import type { ThreatLevel } from '#db/model/threat-level.ts'
import { threatLevelOf } from './threat-level.ts'

const LETTER_Y: Record<ThreatLevel, number> = {
  CRITICAL: 11,
  HIGH: 12.6,
  MEDIUM: 11,
  LOW: 9,
  NORMAL: 11,
  LEGITIMATE_BROWSER: 11,
  KNOWN_BOT: 11,
  ANUBIS_DENY: 11,
}

/** The shape with its letter inside; the word stands beside it, so this is hidden from a screen reader. */
export function SeverityMark({ level, size = 16 }: { level: ThreatLevel; size?: number }) {
  const { letter, shape, text } = threatLevelOf(level)
  const hollow = level === 'NORMAL' || level === 'LEGITIMATE_BROWSER'
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" className={`shrink-0 ${text}`}>
      <path d={shape} fill={hollow ? 'none' : 'currentColor'} stroke="currentColor" strokeWidth={hollow ? 1.4 : 0} />
      <text
        x="8"
        y={LETTER_Y[level]}
        textAnchor="middle"
        fontSize="8.5"
        fontWeight="800"
        className={hollow ? 'fill-current' : 'fill-severity-ink'}
      >
        {letter}
      </text>
    </svg>
  )
}
