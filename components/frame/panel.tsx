import { useId, type ReactNode } from 'react'

interface PanelProps {
  title: ReactNode
  /** What the panel tells, in a line. */
  hint?: ReactNode
  aside?: ReactNode
  className?: string
  children: ReactNode
}

export function Panel({ title, hint, aside, className = '', children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={`min-w-0 rounded-lg border bg-panel ${className}`}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-3.5 py-2">
        <h2 id={id} className="min-w-0 text-sm font-semibold wrap-anywhere">
          {title}
        </h2>
        {hint && <p className="text-xs text-faint">{hint}</p>}
        {aside && <div className="ml-auto flex items-center gap-2">{aside}</div>}
      </header>
      {children}
    </section>
  )
}
