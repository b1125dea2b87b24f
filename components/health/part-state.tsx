const STATES = {
  good: { word: 'works', shape: 'rounded-full bg-good', text: 'text-good' },
  warn: { word: 'attention', shape: 'rotate-45 bg-warn', text: 'text-warn' },
  bad: { word: 'fails', shape: 'bg-bad', text: 'text-bad' },
  waiting: { word: 'waiting', shape: 'rounded-full border-2 border-line-strong', text: 'text-soft' },
} as const

export type PartStateName = keyof typeof STATES

/** Shape, word and colour of a part's state. */
export function PartState({ state, word }: { state: PartStateName; word?: string }) {
  const { shape, text, word: own } = STATES[state]
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap ${text}`}>
      <span aria-hidden="true" className={`size-2.5 ${shape}`} />
      {word ?? own}
    </span>
  )
}
