import type { CSSProperties } from 'react'
import type { GridColumn } from './grid-column.ts'

interface GridHeaderProps<Row> {
  columns: readonly GridColumn<Row>[]
  tracks: CSSProperties
  minWidth: number
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

/** Sorting by header is the pointer's way; the toolbar offers the same to the keyboard, so the grid keeps one tab stop. */
export function GridHeader<Row>({ columns, tracks, minWidth, sort, onSort }: GridHeaderProps<Row>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b bg-panel" style={{ minWidth }}>
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-7.5 items-center text-xs font-medium text-faint"
        style={tracks}
      >
        {columns.map((column, index) => {
          const sorted = column.sort !== undefined && column.sort === sort
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={column.sort === undefined ? undefined : sorted ? 'descending' : 'none'}
              title={column.hint}
              className={`flex min-w-0 items-center overflow-hidden px-2 whitespace-nowrap ${column.align === 'right' ? 'justify-end' : ''}`}
            >
              {column.sort !== undefined && onSort ? (
                <button
                  type="button"
                  tabIndex={-1}
                  onClick={() => column.sort !== undefined && onSort(column.sort)}
                  className={`-mx-1 h-6 rounded px-1 hover:bg-hover hover:text-text ${sorted ? 'text-text' : ''}`}
                >
                  {column.header} {sorted ? '↓' : ''}
                </button>
              ) : (
                column.header
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
