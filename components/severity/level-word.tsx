import { SeverityMark } from './severity-mark.tsx'
import { THREAT_LEVELS } from './threat-level.ts'

/** Shape, letter, word and colour of a level; one that this page does not know is only named. */
export function LevelWord({ level }: { level: string }) {
  const known = THREAT_LEVELS.find((each) => each.level === level)
  if (known === undefined) return <span className="text-xs text-soft">{level}</span>
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap ${known.text}`}>
      <SeverityMark level={known.level} />
      {known.word}
    </span>
  )
}
