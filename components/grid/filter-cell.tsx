import type { ReactNode } from 'react'
import { Icon } from '#components/controls/icon.tsx'

interface FilterCellProps {
  /** What the value is: `host`, `address`. */
  word: string
  /** Shown whole on hover. */
  title: string
  onFilter: () => void
  children: ReactNode
}

/** A value and, when the row is under the pointer, a button that narrows the list to it. */
export function FilterCell({ word, title, onFilter, children }: FilterCellProps) {
  return (
    <>
      <span className="min-w-0 truncate" title={title}>
        {children}
      </span>
      {title !== '' && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={`Only this ${word}`}
          title={`Only this ${word} (f)`}
          onClick={(event) => {
            event.stopPropagation()
            onFilter()
          }}
          className="absolute right-0.5 inline-flex size-6 items-center justify-center rounded bg-hover text-soft opacity-0 group-hover/row:opacity-100 hover:bg-page hover:text-accent"
        >
          <Icon name="filter" size={13} />
        </button>
      )}
    </>
  )
}
