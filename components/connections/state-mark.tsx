import type { ConnectionState } from '#db/model/connection.ts'
import { stateWords } from './connection-states.ts'

/** A tile with the state's letter; the word stands beside it, so this is hidden from a screen reader. */
export function StateMark({ state, size = 14 }: { state: ConnectionState; size?: number }) {
  const { letter, color } = stateWords(state)
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect x="1" y="1" width="14" height="14" rx="3" fill={color} />
      <text x="8" y="11.6" textAnchor="middle" fontSize="10" fontWeight="800" className="fill-severity-ink">
        {letter}
      </text>
    </svg>
  )
}

export function StateBadge({ state }: { state: ConnectionState }) {
  const { word, says } = stateWords(state)
  return (
    <span title={says} className="inline-flex items-center gap-1.5 align-middle font-medium">
      <StateMark state={state} />
      {word}
    </span>
  )
}
