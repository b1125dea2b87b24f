import type { CSSProperties, ReactNode } from 'react'
import type { GridColumn } from './grid-column.ts'

interface VirtualRowProps<Row> {
  row: Row
  columns: readonly GridColumn<Row>[]
  tracks: CSSProperties
  height: number
  /** Among all rows, those out of sight too. */
  index: number
  /** From the top of the first row, in pixels. */
  offset: number
  /** The cursor's column when the cursor is in this row. */
  activeColumn: number | null
  cellId: (row: number, column: number) => string
  /** Set when rows can open, and so differ in height. */
  measure: ((element: Element | null) => void) | undefined
  /** Content below the row; null when it is closed, undefined when rows of this grid do not open. */
  detail: ReactNode
  onClick: () => void
}

/** One row at its place in the whole height; a selection of its text is no click. */
export function VirtualRow<Row>({ measure, ...props }: VirtualRowProps<Row>) {
  const { columns, index, detail, activeColumn } = props
  const isCursor = activeColumn !== null
  return (
    <div
      data-index={index}
      ref={measure}
      role="row"
      aria-rowindex={index + 2}
      className={`group/row absolute inset-x-0 top-0 border-b border-line/60 ${index % 2 === 1 ? 'bg-stripe' : ''} ${
        isCursor ? 'z-1 shadow-[inset_3px_0_0_var(--accent)]' : ''
      }`}
      style={{ transform: `translateY(${props.offset}px)` }}
    >
      <div
        role="presentation"
        className={`grid cursor-pointer items-center hover:bg-hover ${isCursor ? 'bg-hover' : ''}`}
        style={{ ...props.tracks, height: props.height }}
        onClick={() => {
          if (window.getSelection()?.isCollapsed !== false) props.onClick()
        }}
      >
        {columns.map((column, position) => (
          <div
            key={column.id}
            id={props.cellId(index, position)}
            role="gridcell"
            aria-colindex={position + 1}
            aria-expanded={detail !== undefined && position === 0 ? detail !== null : undefined}
            data-active-cell={position === activeColumn}
            className={`relative flex h-full min-w-0 items-center overflow-hidden px-2 text-xs whitespace-nowrap ${
              column.align === 'right' ? 'mono justify-end' : ''
            } ${position === activeColumn ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
          >
            {column.cell(props.row)}
          </div>
        ))}
      </div>
      {detail !== null && detail !== undefined && (
        <div
          role="gridcell"
          aria-colspan={columns.length}
          className="sticky left-0 w-[100cqw] border-t border-line/60 bg-page"
        >
          {detail}
        </div>
      )}
    </div>
  )
}
