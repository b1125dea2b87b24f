import type { ReactNode } from 'react'

/** A page's title and, below it, the one question that it answers. */
export function PageHead({ title, question, children }: { title: ReactNode; question: string; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="text-soft">{question}</p>
      </div>
      {children && <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  )
}
