import type { ReactNode } from 'react'

/** A list of facts: name, value, and what the value says. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 px-3.5 py-2">{children}</dl>
}

export function Fact({ name, value, says }: { name: string; value: ReactNode; says?: ReactNode }) {
  return (
    <div className="col-span-2 grid grid-cols-subgrid items-baseline border-b border-line/60 py-1 last:border-0">
      <dt className="text-xs whitespace-nowrap text-faint">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-3">
        <span className="mono min-w-0 wrap-anywhere">{value}</span>
        {says !== undefined && <span className="text-xs text-soft">{says}</span>}
      </dd>
    </div>
  )
}
