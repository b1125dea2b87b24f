import type { ReactNode } from 'react'

/** A number with its name; an unknown number is a dash and never a zero. */
export function Counter({
  name,
  value,
  says,
  tone = '',
}: {
  name: string
  value: string | null
  says?: ReactNode
  tone?: string
}) {
  return (
    <div className="grid gap-0.5 rounded-lg border bg-panel px-3.5 py-2.5">
      <p className="text-xs text-faint">{name}</p>
      <p className={`text-2xl font-semibold tracking-tight tabular-nums ${tone}`}>
        {value ?? (
          <span className="text-faint" title="Not known at this moment">
            —
          </span>
        )}
      </p>
      <p className="text-xs text-soft">{says}</p>
    </div>
  )
}
